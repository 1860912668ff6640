using System.Net;
using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A token is not a user: the scheme is never the default by itself, alone or beside the application's.</summary>
public sealed class DefaultSchemeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_API_token_is_no_user_for_an_endpoint_that_names_no_scheme(bool hasUsers)
    {
        await using var server = await Setup(hasUsers, app => app.MapGet("/user", [Authorize] () => "ok")).StartAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await server.IssueAsync()).Value);

        using var response = await server.Http.GetAsync("/user");

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_one_scheme_of_the_application_stays_the_default()
    {
        await using var server = await Setup(hasUsers: true, app => app.MapGet("/user", [Authorize] () => "ok")).StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, "/user");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_not_refused_is_not_logged_as_refused()
    {
        await using var server = await Setup(hasUsers: false, app =>
        {
            app.MapMcp("/mcp").RequireMcpAuth();
            app.MapGet("/open", () => "ok");
        }).StartAsync();

        using var open = await server.Http.GetAsync("/open");
        server.Log.Text.Should().NotContain("refused");
        using var closed = await server.ListToolsAsync(null);
        server.Log.Entries.Count(entry => entry.Message.Contains("refused", StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_provider_sees_the_address_that_the_applications_middleware_found(bool hasUsers, bool hasOwnAuthentication)
    {
        await using var server = await Setup(hasUsers, app =>
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
            app.UseForwardedHeaders(forwarded);
            if (hasOwnAuthentication)
            {
                app.UseAuthentication();
            }

            app.MapMcp("/mcp").RequireMcpAuth();
        }).StartAsync(options => options.Auth = auth => auth.UseProvider<AddressProvider>());
        var issued = await server.IssueAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        using var response = await server.Http.SendAsync(request);

        response.Challenge().Should().Contain("from 203.0.113.9");
    }

    [Fact]
    public async Task The_name_that_an_owner_chose_is_not_the_identitys_name()
    {
        await using var server = await Setup(hasUsers: false, app => app.MapGet("/name", (ClaimsPrincipal user) => user.Identity!.Name).RequireMcpAuth()).StartAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await server.IssueAsync(owner: "alice")).Value);

        (await server.Http.GetStringAsync("/name")).Should().Be("alice");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_applications_claims_transformation_holds_for_token_holders_too(bool hasUsers)
    {
        await using var server = await Setup(hasUsers, app => app.MapGet("/claims", (ClaimsPrincipal user) => user.FindAll("added").Count()).RequireMcpAuth())
            .StartAsync(options => options.Services = services => services.AddTransient<IClaimsTransformation, AddOne>());
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await server.IssueAsync()).Value);

        (await server.Http.GetStringAsync("/claims")).Should().Be("1");
        (await server.Http.GetStringAsync("/claims")).Should().Be("1");
    }

    private static McpTestServerOptions Setup(bool hasUsers, Action<WebApplication> map) => new() { HasUsers = hasUsers, Map = map };

    private sealed class AddressProvider(JwtBearerAuthDependencies dependencies) : JwtBearerAuthProvider(dependencies)
    {
        public override ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(AccessTokenResult.Rejected($"from {context.RemoteIpAddress}"));
    }

    private sealed class AddOne : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            principal.AddIdentity(new([new Claim("added", "x")]));
            return Task.FromResult(principal);
        }
    }
}
