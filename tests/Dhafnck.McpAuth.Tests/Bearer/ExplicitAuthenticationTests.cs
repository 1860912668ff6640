using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>Behind an authentication that the application adds itself, its middlewares know whose token a request has.</summary>
public sealed class ExplicitAuthenticationTests
{
    private const string Seen = "seen";

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_middleware_behind_it_sees_the_principal_of_a_protected_endpoint(bool hasUsers, bool hasOwnRouting)
    {
        await using var server = await Setup(hasUsers, app =>
        {
            if (hasOwnRouting)
            {
                app.UseRouting();
            }

            app.UseAuthentication();
            app.Use(See);
            app.UseAuthorization();
            app.MapGet("/mine", (HttpContext context, ClaimsPrincipal user) => $"{context.Items[Seen]} {user.FindFirst("sub")!.Value}").RequireMcpAuth();
        }).StartAsync();

        (await GetAsync(server, "/mine", (await server.IssueAsync(owner: "bob")).Value, user: "carol")).Should().Be((HttpStatusCode.OK, "bob bob"));
    }

    [Fact]
    public async Task A_rate_limiter_has_a_bucket_for_each_user()
    {
        await using var server = await Setup(hasUsers: false, app =>
        {
            app.UseAuthentication();
            app.UseRateLimiter();
            app.MapMcp("/mcp").RequireMcpAuth();
        }).StartAsync(options => options.Services = services => services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status418ImATeapot;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetFixedWindowLimiter(context.User.Identity?.Name ?? "", _ => new() { PermitLimit = 1, Window = TimeSpan.FromHours(1) }));
        }));
        var (alice, bob) = ((await server.IssueAsync()).Value, (await server.IssueAsync(owner: "bob")).Value);

        (await server.StatusAsync(alice)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(bob)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(alice)).Should().Be((HttpStatusCode)StatusCodes.Status418ImATeapot);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_authenticated_and_transformed_once(bool hasPolicy)
    {
        var transformation = new Counting();
        await using var server = await Setup(hasUsers: false, app =>
        {
            app.UseAuthentication();
            app.Use(See);
            app.UseAuthorization();
            var mine = app.MapGet("/mine", () => "ok").RequireMcpAuth();
            if (hasPolicy)
            {
                mine.WithMetadata(new RequiredScopeAttribute("read:tasks"));
            }
        }).StartAsync(options =>
        {
            options.Auth = auth => auth.UseProvider<CountingProvider>();
            options.Services = services => services.AddSingleton<IClaimsTransformation>(transformation);
        });

        (await GetAsync(server, "/mine", (await server.IssueAsync()).Value)).Status.Should().Be(HttpStatusCode.OK);

        transformation.Count.Should().Be(1);
        server.Services.GetRequiredService<IMcpAuthProvider>().Should().BeOfType<CountingProvider>().Which.Count.Should().Be(1);
    }

    [Theory]
    [InlineData(true, "bob")]
    [InlineData(false, "nobody")]
    public async Task A_token_is_no_user_at_an_endpoint_that_does_not_want_one(bool hasUsers, string seen)
    {
        await using var server = await Setup(hasUsers, app =>
        {
            app.UseAuthentication();
            app.Use(See);
            app.UseAuthorization();
            app.MapGet("/open", (HttpContext context) => context.Items[Seen]);
            app.MapGet("/user", [Authorize] () => "ok");
        }).StartAsync();
        var token = (await server.IssueAsync()).Value;

        (await GetAsync(server, "/open", token, user: "bob")).Should().Be((HttpStatusCode.OK, seen));
        (await GetAsync(server, "/user", token)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("a-bad-token")]
    [InlineData(null)]
    public async Task A_request_without_a_good_token_passes_as_nobody_and_is_refused_by_the_endpoint(string? token)
    {
        string? seen = null;
        await using var server = await Setup(hasUsers: true, app =>
        {
            app.UseAuthentication();
            app.Use((HttpContext context, RequestDelegate next) =>
            {
                seen = NameOf(context);
                return next(context);
            });
            app.MapGet("/mine", () => "ok").RequireMcpAuth();
        }).StartAsync();

        (await GetAsync(server, "/mine", token, user: "bob")).Status.Should().Be(HttpStatusCode.Unauthorized);
        seen.Should().Be("nobody");
        server.Log.Entries.Count(entry => entry.Message.Contains("refused", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task An_mcp_server_behind_it_works_with_scopes()
    {
        await using var server = await Setup(hasUsers: false, app =>
        {
            app.UseAuthentication();
            app.MapMcp("/mcp").RequireMcpAuth();
        }).StartAsync();
        var (narrow, wide) = (await server.IssueAsync(["execute:mcp"]), await server.IssueAsync(["execute:mcp", "write:tasks"]));

        (await server.CallToolAsync(narrow.Value, "whoami")).Should().Contain("alice");
        (await server.CallToolAsync(narrow.Value, "write_tasks")).Should().Contain("needs: execute:mcp write:tasks");
        (await server.CallToolAsync(wide.Value, "write_tasks")).Should().Contain("written");
    }

    private static Task See(HttpContext context, RequestDelegate next)
    {
        context.Items[Seen] = NameOf(context);
        return next(context);
    }

    private static string NameOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true } identity
        ? identity.Name ?? context.User.FindFirst(ClaimTypes.NameIdentifier)!.Value
        : "nobody";

    private static McpTestServerOptions Setup(bool hasUsers, Action<WebApplication> map) => new() { HasUsers = hasUsers, Map = map };

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(McpTestServer server, string path, string? token, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        if (user is not null)
        {
            request.Headers.Add("X-User", user);
        }

        using var response = await server.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed class Counting : IClaimsTransformation
    {
        public int Count { get; private set; }

        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            Count++;
            return Task.FromResult(principal);
        }
    }

    private sealed class CountingProvider(JwtBearerAuthDependencies dependencies) : JwtBearerAuthProvider(dependencies)
    {
        public int Count { get; private set; }

        public override ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            Count++;
            return base.LoadAccessTokenAsync(context, cancellationToken);
        }
    }
}
