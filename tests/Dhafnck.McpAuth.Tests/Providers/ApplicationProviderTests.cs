using System.Collections.Concurrent;
using System.Net;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>What a provider of the application says holds wherever a token is presented, whether it derives from ours or contains it.</summary>
public sealed class ApplicationProviderTests
{
    private const string Validate = "/api/v2/tokens/validate";
    private const string Rotate = "/api/v2/tokens/rotate";
    private readonly Rule _rule = new();
    private readonly RejectedTokens _rejected = new();

    [Theory]
    [InlineData("derives")]
    [InlineData("contains")]
    [InlineData("has a name")]
    public async Task A_token_that_the_provider_refuses_is_refused_everywhere_and_rotates_nothing(string how)
    {
        await using var server = await Setup(how).StartAsync();
        var issued = await server.IssueAsync(["execute:mcp", "tokens:rotate"]);

        foreach (var path in new[] { "/mcp", Validate, Rotate })
        {
            _rule.Answer = token => AccessTokenResult.Rejected(token, "Not from here.");
            using var refused = await PresentAsync(server, path, issued.Value);
            refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "of {0}", path);
            refused.Challenge().Should().Contain("Not from here.");
            (await server.Store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(1);

            _rule.Answer = AccessTokenResult.Success;
            using var accepted = await PresentAsync(server, path, issued.Value);
            accepted.IsSuccessStatusCode.Should().BeTrue("of {0}", path);
        }
    }

    [Theory]
    [InlineData("derives", "/mcp")]
    [InlineData("contains", "/mcp")]
    [InlineData("contains", Validate)]
    [InlineData("contains", Rotate)]
    public async Task A_genuine_token_that_the_provider_refuses_is_told_of_and_named_in_the_log(string how, string path)
    {
        await using var server = await Setup(how).StartAsync();
        var issued = await server.IssueAsync(["execute:mcp", "tokens:rotate"]);
        _rule.Answer = token => AccessTokenResult.Rejected(token, "Not from here.", RejectionReason.AddressNotAllowed);

        using var refused = await PresentAsync(server, path, issued.Value);

        await Eventually.GetAsync(() => Task.FromResult(_rejected.Events.Count), count => count == 1);
        _rejected.Events.Single().TokenId.Should().Be(issued.Token.Id);
        _rejected.Events.Single().Reason.Should().Be("address_not_allowed");
        server.Log.Text.Should().Contain($"Not from here. ({issued.Token.Id})");
    }

    [Fact]
    public async Task A_refusal_of_what_nobody_has_proven_to_be_genuine_is_no_event()
    {
        await using var server = await Setup("contains").StartAsync();
        var issued = await server.IssueAsync();
        _rule.Answer = _ => AccessTokenResult.Rejected("The access token is invalid.");
        using var unproven = await PresentAsync(server, "/mcp", issued.Value);
        _rule.Answer = token => AccessTokenResult.Rejected(token, "Not from here.");

        using var proven = await PresentAsync(server, "/mcp", issued.Value);

        await Eventually.GetAsync(() => Task.FromResult(_rejected.Events.Count), count => count > 0);
        unproven.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        _rejected.Events.Should().ContainSingle().Which.Reason.Should().Be("other");
    }

    [Fact]
    public async Task Scopes_that_the_provider_takes_away_do_not_rotate_and_are_not_shown_as_valid()
    {
        await using var server = await Setup("contains").StartAsync();
        var issued = await server.IssueAsync(["execute:mcp", "tokens:rotate"]);
        _rule.Answer = token => AccessTokenResult.Success(token with { Scopes = ["execute:mcp"] });

        using var rotated = await PresentAsync(server, Rotate, issued.Value);
        using var validated = await PresentAsync(server, Validate, issued.Value);

        rotated.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await validated.Content.ReadAsStringAsync()).Should().Contain("execute:mcp").And.NotContain("tokens:rotate");
    }

    [Fact]
    public async Task A_scope_that_the_provider_adds_does_not_let_a_token_rotate_itself()
    {
        await using var server = await Setup("contains").StartAsync();
        var issued = await server.IssueAsync(["execute:mcp"]);
        _rule.Answer = token => AccessTokenResult.Success(token with { Scopes = ["execute:mcp", "tokens:rotate"] });

        using var rotated = await PresentAsync(server, Rotate, issued.Value);

        rotated.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await server.Store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(1);
    }

    [Theory]
    [InlineData(Validate)]
    [InlineData(Rotate)]
    public async Task A_provider_that_throws_is_503_at_the_token_API_too(string path)
    {
        await using var server = await Setup("contains").StartAsync();
        var issued = await server.IssueAsync(["execute:mcp", "tokens:rotate"]);
        _rule.Answer = _ => throw new InvalidOperationException("a defect of the provider");

        using var response = await PresentAsync(server, path, issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_provider_that_throws_again_after_it_has_worked_is_logged_again()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var setup = Setup("contains");
        setup.Time = time;
        await using var server = await setup.StartAsync();
        var issued = await server.IssueAsync();

        for (var outage = 1; outage <= 2; outage++)
        {
            time.Advance(TimeSpan.FromMinutes(2));
            _rule.Answer = _ => throw new InvalidOperationException("a defect of the provider");
            using var first = await PresentAsync(server, "/mcp", issued.Value);
            using var second = await PresentAsync(server, "/mcp", issued.Value);
            _rule.Answer = AccessTokenResult.Success;
            using var accepted = await PresentAsync(server, "/mcp", issued.Value);

            first.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            second.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            accepted.StatusCode.Should().Be(HttpStatusCode.OK);
            server.Log.Entries.Count(entry => entry.Message.StartsWith("ContainingProvider threw an exception", StringComparison.Ordinal)).Should().Be(outage);
            server.Log.Text.Should().Contain("(the provider threw an exception)");
        }
    }

    [Fact]
    public async Task A_token_is_refused_at_the_expiry_that_the_provider_states()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var setup = Setup("contains");
        setup.Time = time;
        await using var server = await setup.StartAsync();
        var issued = await server.IssueAsync();
        var end = time.GetUtcNow().AddHours(1);
        _rule.Answer = token => AccessTokenResult.Success(token with { ExpiresAt = end });

        time.SetUtcNow(end.AddTicks(-1));
        using var before = await PresentAsync(server, "/mcp", issued.Value);
        time.SetUtcNow(end);
        using var after = await PresentAsync(server, "/mcp", issued.Value);

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        after.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        after.Challenge().Should().Contain("The access token expired.");
    }

    [Fact]
    public async Task Under_a_provider_that_looks_at_no_token_a_made_up_one_is_not_valid()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Settings["MCP_AUTH_TYPE"] = "open";
            options.Auth = auth => auth.AddProvider<OpenProvider>("open");
        });
        var issued = await server.IssueAsync();

        using var good = await PresentAsync(server, Validate, issued.Value);
        using var madeUp = await PresentAsync(server, Validate, "made-up");

        good.StatusCode.Should().Be(HttpStatusCode.OK);
        madeUp.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private McpTestServerOptions Setup(string how) => new()
    {
        Settings = { ["MCP_AUTH_TYPE"] = how == "has a name" ? "office" : null },
        Auth = auth => Add(auth, how),
        Services = services => services.AddSingleton(_rule).AddSingleton<ITokenEventSink>(_rejected),
    };

    private static McpAuthBuilder Add(McpAuthBuilder auth, string how) => how switch
    {
        "derives" => auth.UseProvider<DerivedProvider>(),
        "contains" => auth.AddProvider<ContainingProvider>("jwt"),
        _ => auth.AddProvider<ContainingProvider>("office"),
    };

    private static Task<HttpResponseMessage> PresentAsync(McpTestServer server, string path, string token) =>
        server.PostAsync(path == Rotate ? "{}" : RawHttp.ToolsList, token, path);

    private sealed class Rule
    {
        public Func<AccessToken, AccessTokenResult> Answer { get; set; } = AccessTokenResult.Success;
    }

    private sealed class DerivedProvider(JwtBearerAuthDependencies dependencies, Rule rule) : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            await base.LoadAccessTokenAsync(context, cancellationToken) is { AccessToken: { } token } ? rule.Answer(token) : AccessTokenResult.Rejected("No.");
    }

    private sealed class ContainingProvider(JwtBearerAuthDependencies dependencies, Rule rule) : IMcpAuthProvider
    {
        private readonly JwtBearerAuthProvider _inner = new(dependencies);

        public async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            await _inner.LoadAccessTokenAsync(context, cancellationToken) is { AccessToken: { } token } ? rule.Answer(token) : AccessTokenResult.Rejected("No.");
    }

    private sealed class OpenProvider : IMcpAuthProvider
    {
        public bool RequiresToken => false;

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(AccessTokenResult.Success(new() { Subject = "anybody", Scopes = ["execute:mcp"], Issuer = "test" }));
    }

    private sealed class RejectedTokens : ITokenEventSink
    {
        public ConcurrentQueue<TokenEvent> Events { get; } = [];

        public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
        {
            if (tokenEvent.Kind == TokenEventKind.Rejected)
            {
                Events.Enqueue(tokenEvent);
            }

            return Task.CompletedTask;
        }
    }
}
