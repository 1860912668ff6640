using System.Net;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Api;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>Who reaches the admin endpoints, and who does not.</summary>
public sealed class AdminAccessTests
{
    [Theory]
    [InlineData("alice", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("root", HttpStatusCode.OK)]
    public async Task Only_users_under_the_policy_are_administrators(string? user, HttpStatusCode expected)
    {
        await using var server = await new McpTestServerOptions().WithAdmin().StartAsync();

        using var list = await server.SendAsUserAsync(HttpMethod.Get, AdminServer.Path, user: user);
        using var trail = await server.SendAsUserAsync(HttpMethod.Get, AdminServer.Path + "/audit", user: user);

        list.StatusCode.Should().Be(expected);
        trail.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task Without_the_call_there_is_no_endpoint()
    {
        await using var server = await McpTestServer.StartAsync();

        using var list = await server.SendAsUserAsync(HttpMethod.Get, AdminServer.Path, user: AdminServer.Administrator);

        list.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_API_token_is_no_administrator_even_when_the_policy_lets_it_in()
    {
        await using var server = await new McpTestServerOptions
        {
            Services = services => services.AddAuthorizationBuilder().AddPolicy("anyone", policy => policy
                .AddAuthenticationSchemes(McpBearerDefaults.AuthenticationScheme, UserHeaderHandler.Scheme)
                .RequireAuthenticatedUser()),
            AlsoMap = app => app.MapMcpTokenAdmin().RequireAuthorization("anyone"),
        }.StartAsync();
        var issued = await server.IssueAsync();
        await server.Services.GetRequiredService<ApiTokenAdministration>().GrantScopeAsync(
            new() { Kind = TokenActorKind.Application, Id = "test" }, issued.Token.Id, "mcp:admin", cancellationToken: TestContext.Current.CancellationToken);

        using var request = new HttpRequestMessage(HttpMethod.Get, AdminServer.Path);
        request.Headers.Authorization = new("Bearer", issued.Value);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("Sign in as a user.");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    public async Task A_change_that_another_site_makes_a_browser_send_is_refused(string header, string value)
    {
        await using var server = await new McpTestServerOptions().WithAdmin().StartAsync();
        var issued = await server.IssueAsync();

        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{AdminServer.Path}/{issued.Token.Id}");
        request.Headers.Add("X-User", AdminServer.Administrator);
        request.Headers.Add(header, value);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_whose_admin_endpoints_have_no_policy_of_their_own_does_not_start(bool requiresAnySignIn)
    {
        var starting = () => new McpTestServerOptions
        {
            AlsoMap = app =>
            {
                var admin = app.MapMcpTokenAdmin();
                if (requiresAnySignIn)
                {
                    admin.RequireAuthorization();
                }
            },
        }.StartAsync();

        (await starting.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapMcpTokenAdmin().RequireAuthorization*");
    }
}
