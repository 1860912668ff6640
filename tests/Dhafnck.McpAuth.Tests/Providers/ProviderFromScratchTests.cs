using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>A provider that the application writes from scratch: what it states holds, without checks of its own.</summary>
public sealed class ProviderFromScratchTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_token_is_refused_from_its_expiry_on()
    {
        await using var server = await StartAsync(new ScriptedProvider { ExpiresAt = _time.GetUtcNow().AddMinutes(1) });

        using var before = await server.ListToolsAsync("any");
        _time.Advance(TimeSpan.FromMinutes(1));
        using var after = await server.ListToolsAsync("any");

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        after.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        after.Challenge().Should().Contain("error=\"invalid_token\"").And.Contain("expired");
        server.Log.Text.Should().Contain("key-1");
    }

    [Fact]
    public async Task A_provider_of_other_credentials_has_its_own_challenge()
    {
        await using var server = await StartAsync(new ScriptedProvider { Challenge = "ApiKey realm=\"mcp\"", RequiresToken = false });

        using var refused = await SendAsync(server, "/mcp", key: null);
        using var accepted = await SendAsync(server, "/mcp", key: "k");
        using var forbidden = await SendAsync(server, "/narrow", key: "k");
        using var bearer = await SendAsync(server, "/api/v2/tokens/validate", key: null);

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        refused.Challenge().Should().Be("ApiKey realm=\"mcp\"");
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        forbidden.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        forbidden.Challenge().Should().Be("ApiKey realm=\"mcp\"");
        bearer.Challenge().Should().StartWith("Bearer ", "the token API reads bearer tokens");
    }

    [Fact]
    public async Task A_provider_that_contains_the_built_in_one_needs_its_key()
    {
        var start = () => McpTestServer.StartAsync(options =>
        {
            options.Settings = new() { ["MCP_AUTH_TYPE"] = "office" };
            options.Auth = auth => auth.AddProvider<ContainingProvider>("office");
            options.Map = app => app.MapMcp("/mcp").RequireMcpAuth();
        });

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("MCP_AUTH_TYPE is 'office', but JWT_SECRET_KEY is not set*");
    }

    private Task<McpTestServer> StartAsync(ScriptedProvider provider) => McpTestServer.StartAsync(options =>
    {
        options.Time = _time;
        options.Settings["MCP_AUTH_TYPE"] = "scripted";
        options.Builder = builder => builder.Services.AddSingleton(provider);
        options.Auth = auth => auth.AddProvider<ForwardingProvider>("scripted");
        options.Map = app =>
        {
            app.MapMcp("/mcp").RequireMcpAuth();
            app.MapPost("/narrow", [RequiredScope("write:agents")] () => "").RequireMcpAuth();
            app.MapMcpTokens().RequireAuthorization("signed-in");
        };
    });

    private static async Task<HttpResponseMessage> SendAsync(McpTestServer server, string path, string? key)
    {
        using var request = RawHttp.Post(path, RawHttp.ToolsList);
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await server.Http.SendAsync(request);
    }

    private sealed class ScriptedProvider
    {
        public DateTimeOffset? ExpiresAt { get; init; }

        public string? Challenge { get; init; }

        public bool RequiresToken { get; init; } = true;
    }

    private sealed class ForwardingProvider(ScriptedProvider script) : IMcpAuthProvider
    {
        public bool RequiresToken => script.RequiresToken;

        public string? Challenge => script.Challenge;

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(RequiresToken || context.HttpContext.Request.Headers["X-API-Key"] == "k"
                ? AccessTokenResult.Success(new() { Subject = "alice", Scopes = ["execute:mcp"], Issuer = "keys", TokenId = "key-1", ExpiresAt = script.ExpiresAt })
                : AccessTokenResult.Rejected("The key is invalid."));
    }

    private sealed class ContainingProvider(JwtBearerAuthDependencies dependencies) : IMcpAuthProvider
    {
        private readonly JwtBearerAuthProvider _inner = new(dependencies);

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            _inner.LoadAccessTokenAsync(context, cancellationToken);
    }
}
