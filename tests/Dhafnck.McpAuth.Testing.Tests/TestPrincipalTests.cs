using System.Security.Claims;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Testing.Tests;

public sealed class TestPrincipalTests
{
    private static readonly AccessToken Full = new()
    {
        Subject = "alice",
        Scopes = ["write:tasks", "play:chess"],
        Issuer = "the-issuer",
        TokenId = "tok_1",
        Name = "A token",
        Audience = "mcp-server",
        Claims = [new("department", "sales"), new("Scope", "write:agents")],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_the_principal_that_a_server_makes_of_the_same_token(bool isFull)
    {
        var token = isFull ? Full : TestAccessToken.Create("bob", "read:tasks");
        ClaimsPrincipal? real = null;
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Settings["MCP_AUTH_TYPE"] = "test";
            options.Auth = auth =>
            {
                auth.Services.AddSingleton(token);
                auth.AddProvider<FixedProvider>("test").AddScope("play:chess", "Play chess", implies: "read:context");
            };
            options.AlsoMap = app => app.MapGet("/me", (HttpContext context) => { real = context.User; }).RequireMcpAuth();
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Authorization = new("Bearer", "any");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();

        var made = TestPrincipal.Create(token, server.Services.GetRequiredService<ScopeCatalog>());

        Describe(made).Should().BeEquivalentTo(Describe(real!));
        made.Identity!.AuthenticationType.Should().Be(real!.Identity!.AuthenticationType);
        made.Identity.Name.Should().Be(token.Subject).And.Be(real.Identity.Name);
        ((ClaimsIdentity)made.Identity).RoleClaimType.Should().Be(((ClaimsIdentity)real.Identity).RoleClaimType);
    }

    private static IEnumerable<(string, string, string, string)> Describe(ClaimsPrincipal principal) =>
        principal.Claims.Select(claim => (claim.Type, claim.Value, claim.ValueType, claim.Issuer));

    public sealed class FixedProvider(AccessToken token) : IMcpAuthProvider
    {
        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(AccessTokenResult.Success(token));
    }
}
