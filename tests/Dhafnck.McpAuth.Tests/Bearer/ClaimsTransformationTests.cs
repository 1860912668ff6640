using System.Net;
using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>What the application's claims transformation makes of the principal of a token holds everywhere, and a claim is a scope by its exact type alone.</summary>
public sealed class ClaimsTransformationTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static readonly string[] Everything = ["execute:mcp", "write:tasks", "write:context", "write:agents"];

    public static TheoryData<string, string> Operations => new()
    {
        { "tools/call", "\"name\":\"write_tasks\",\"arguments\":{}" },
        { "prompts/get", "\"name\":\"about_agents\"" },
        { "resources/read", "\"uri\":\"test://context\"" },
        { "resources/subscribe", "\"uri\":\"test://context\"" },
        { "completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"about_agents\"},\"argument\":{\"name\":\"a\",\"value\":\"b\"}" },
        { "completion/complete", "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"test://context/{key}\"},\"argument\":{\"name\":\"key\",\"value\":\"b\"}" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_scope_that_is_taken_away_in_place_is_gone(string method, string parameters)
    {
        var server = await servers.GetAsync("in place", () => Setup(principal =>
        {
            RemoveScopes(principal);
            return principal;
        }));

        (await StatusAsync(server, method, parameters)).Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_scope_that_another_principal_lacks_is_gone(string method, string parameters)
    {
        var server = await servers.GetAsync("another", () => Setup(principal =>
        {
            var other = principal.Clone();
            RemoveScopes(other);
            return other;
        }));

        (await StatusAsync(server, method, parameters)).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_call_is_counted_for_its_token_whatever_the_principal_has_become()
    {
        await using var server = await Setup(principal =>
            new ClaimsPrincipal([new ClaimsIdentity([new Claim("token_id", "of another scheme")], "another scheme"), .. principal.Clone().Identities])).StartAsync();
        var issued = await server.IssueAsync(Everything);

        (await server.CallToolAsync(issued.Value, "write_tasks")).Should().Contain("written");
        using var usage = await server.SendAsUserAsync(HttpMethod.Get, $"/api/v2/tokens/{issued.Token.Id}/usage");

        (await usage.Content.ReadAsStringAsync()).Should().Contain("\"tools\":{\"write_tasks\":{\"succeeded\":1}}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_scope_that_every_request_needs_and_that_is_taken_away_is_missing_everywhere(bool inPlace)
    {
        await using var server = await Setup(principal =>
        {
            var changed = inPlace ? principal : principal.Clone();
            RemoveScopes(changed);
            return changed;
        }).StartAsync(options =>
        {
            options.Settings["MCP_REQUIRED_SCOPES"] = "read:agents";
            options.AlsoMap = app => app.MapGet("/mine", () => "ok").RequireMcpAuth();
        });
        var token = (await server.IssueAsync(Everything)).Value;
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);

        using var list = await server.ListToolsAsync(token);
        using var mine = await server.Http.GetAsync("/mine");

        list.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        list.Challenge().Should().EndWith("scope=\"read:agents\"");
        mine.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_transformation_that_only_looks_changes_nothing(string method, string parameters)
    {
        var server = await servers.GetAsync("only looks", () => Setup(principal => principal.Claims.Any() ? principal : new ClaimsPrincipal()));

        (await StatusAsync(server, method, parameters)).Should().NotBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("Scope")]
    [InlineData("SCOPE")]
    [InlineData("scope")]
    public async Task A_claim_that_the_provider_adds_is_no_scope_whatever_its_case(string type)
    {
        await using var server = await Setup(principal => principal.Claims.Any() ? principal : new ClaimsPrincipal()).StartAsync(options =>
        {
            options.Auth = auth => auth.UseProvider<ClaimsProvider>();
            options.Services += services => services.AddSingleton(new Claim(type, "write:tasks"));
            options.Services += services => services.AddAuthorizationBuilder().AddPolicy("writers", policy => policy.RequireClaim("scope", "write:tasks"));
            options.Map = app =>
            {
                app.MapMcp("/mcp").RequireMcpAuth();
                app.MapGet("/attribute", [RequiredScope("write:tasks")] () => "ok").RequireMcpAuth();
                app.MapGet("/policy", () => "ok").RequireMcpAuth().RequireAuthorization("writers");
            };
        });
        var token = (await server.IssueAsync(["execute:mcp"])).Value;
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);

        (await server.CallToolAsync(token, "write_tasks")).Should().Contain("lacks a scope").And.NotContain("written");
        foreach (var path in new[] { "/attribute", "/policy" })
        {
            using var response = await server.Http.GetAsync(path);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, "of {0}", path);
        }
    }

    [Theory]
    [InlineData("sub", "alice")]
    [InlineData("SUB", null)]
    [InlineData("iss", "dhafnck-mcp")]
    [InlineData("Iss", null)]
    [InlineData("Token_Id", null)]
    [InlineData("Department", "sales")]
    [InlineData("department", null)]
    public async Task Claims_are_found_by_their_exact_type(string type, string? value)
    {
        await using var server = await Setup(principal => principal).StartAsync(options =>
        {
            options.Auth = auth => auth.UseProvider<ClaimsProvider>();
            options.Services += services => services
                .AddSingleton(new Claim("Department", "sales"))
                .AddSingleton(new Claim("SUB", "mallory"))
                .AddSingleton(new Claim("Iss", "elsewhere"))
                .AddSingleton(new Claim("Token_Id", "tok_other"));
            options.Map = app => app.MapGet("/claim", (ClaimsPrincipal user) => string.Join(
                '|',
                user.FindFirst(type)?.Value,
                user.Claims.Any() ? user.FindFirst(type)?.Value : "",
                ((ClaimsIdentity)user.Clone().Identity!).FindFirst(type)?.Value)).RequireMcpAuth();
        });
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await server.IssueAsync()).Value);

        (await server.Http.GetStringAsync("/claim")).Should().Be($"{value}|{value}|{value}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_claim_of_another_case_that_the_transformation_adds_is_no_scope(bool inPlace)
    {
        await using var server = await Setup(principal =>
        {
            // An identity that the application makes ignores the case of types.
            var identity = inPlace ? (ClaimsIdentity)principal.Identity! : new ClaimsIdentity(principal.Claims, principal.Identity!.AuthenticationType);
            identity.AddClaim(new("Scope", "write:tasks"));
            return inPlace ? principal : new(identity);
        }).StartAsync();
        var token = (await server.IssueAsync(["execute:mcp"])).Value;

        (await server.CallToolAsync(token, "whoami")).Should().Contain("alice");
        (await server.CallToolAsync(token, "write_tasks")).Should().NotContain("written");
    }

    private static void RemoveScopes(ClaimsPrincipal principal)
    {
        var identity = (ClaimsIdentity)principal.Identity!;
        foreach (var claim in identity.FindAll("scope").Where(claim => claim.Value is "write:tasks" or "read:agents" or "read:context").ToArray())
        {
            identity.RemoveClaim(claim);
        }
    }

    private static McpTestServerOptions Setup(Func<ClaimsPrincipal, ClaimsPrincipal> transform) =>
        new() { Services = services => services.AddSingleton<IClaimsTransformation>(new Transformation(transform)) };

    private static async Task<HttpStatusCode> StatusAsync(McpTestServer server, string method, string parameters)
    {
        using var response = await server.PostAsync(RawHttp.Message(method, parameters), (await server.IssueAsync(Everything)).Value);
        return response.StatusCode;
    }

    private sealed class Transformation(Func<ClaimsPrincipal, ClaimsPrincipal> transform) : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) => Task.FromResult(transform(principal));
    }

    private sealed class ClaimsProvider(JwtBearerAuthDependencies dependencies, IEnumerable<Claim> claims) : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            (await base.LoadAccessTokenAsync(context, cancellationToken)).AccessToken is { } token
                ? AccessTokenResult.Success(token with { Claims = [.. claims] })
                : AccessTokenResult.Rejected("The token is not accepted.");
    }
}
