using System.Diagnostics;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>When what a token has open ends, on a clock that the test moves.</summary>
public sealed class OpenUseScheduleTests : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();
    private readonly Owners _owners = new();
    private readonly Checks _checks = new();
    private McpTestServer _server = null!;

    public async ValueTask DisposeAsync()
    {
        _store.IsCutOff = false;
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_rotation_without_grace_ends_what_the_former_token_has_open()
    {
        await StartPollingAsync();
        var issued = await _server.IssueAsync();
        using var stream = await OpenAsync(issued);

        var rotation = await Tokens.RotateAsync("alice", issued.Token.Id, TimeSpan.Zero);
        using var next = await OpenAsync(rotation.Issued!);
        await EndsWithinAsync(stream, TimeSpan.FromSeconds(1));

        next.IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task A_rotation_with_grace_ends_it_when_the_grace_period_does()
    {
        await StartPollingAsync();
        var issued = await _server.IssueAsync();
        using var stream = await OpenAsync(issued);

        await Tokens.RotateAsync("alice", issued.Token.Id, TimeSpan.FromMinutes(5));
        await AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        stream.IsOpen.Should().BeTrue();

        await EndsWithinAsync(stream, TimeSpan.FromSeconds(2));
        await _server.Log.SaysAsync("replaced by rotation");
    }

    [Fact]
    public async Task A_token_that_expires_ends_what_it_has_open()
    {
        await StartPollingAsync();
        var issued = await _server.IssueAsync(days: 1);
        using var stream = await OpenAsync(issued);
        await AdvanceAsync(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        stream.IsOpen.Should().BeTrue();

        await EndsWithinAsync(stream, TimeSpan.FromSeconds(2));
        await _server.Log.SaysAsync("ended an open request or call", "The access token expired.");
    }

    [Fact]
    public async Task An_owner_who_is_gone_is_noticed_within_thirty_seconds()
    {
        await StartPollingAsync();
        using var stream = await OpenAsync(await _server.IssueAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        stream.IsOpen.Should().BeTrue();

        _owners.AreActive = false;

        await EndsWithinAsync(stream, TimeSpan.FromSeconds(30) + Tick);
    }

    [Fact]
    public async Task What_an_administrators_SQL_revoked_is_noticed_within_thirty_seconds_although_others_use_the_token()
    {
        await StartPollingAsync();
        var issued = await _server.IssueAsync();
        using var stream = await OpenAsync(issued);
        await AdvanceAsync(TimeSpan.FromSeconds(29));
        using (await _server.ListToolsAsync(issued.Value))
        {
            _store.BehindTheBack = token => token with { RevokedAt = _time.GetUtcNow() };
        }

        await EndsWithinAsync(stream, TimeSpan.FromSeconds(30) + Tick);
    }

    [Fact]
    public async Task A_token_that_lost_a_scope_which_every_request_needs_ends_what_it_has_open()
    {
        await StartPollingAsync(("MCP_REQUIRED_SCOPES", "execute:mcp"));
        var issued = await _server.IssueAsync();
        using var stream = await OpenAsync(issued);

        await Tokens.UpdateAsync("alice", issued.Token.Id, new ApiTokenUpdate { Scopes = ["read:tasks"] });

        await EndsWithinAsync(stream, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_check_of_the_applications_own_counts_as_well()
    {
        await StartPollingAsync();
        using var stream = await OpenAsync(await _server.IssueAsync());

        _checks.RefusedPath = "/open";

        await EndsWithinAsync(stream, TimeSpan.FromSeconds(30) + Tick);
        await _server.Log.SaysAsync("ended an open request or call", "not on this path");
    }

    [Fact]
    public async Task Only_a_change_of_its_own_token_has_a_stream_judged_again()
    {
        await StartPollingAsync();
        var (issued, other) = (await _server.IssueAsync(), await _server.IssueAsync());
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        using var stream = await OpenAsync(issued);
        await AdvanceAsync(TimeSpan.FromSeconds(3));
        var judgements = _checks.Judgements;

        for (var change = 0; change < 5; change++)
        {
            await Tokens.UpdateAsync("alice", other.Token.Id, new ApiTokenUpdate { Name = $"name {change}" });
            await AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        _checks.Judgements.Should().Be(judgements);
        await Tokens.UpdateAsync("alice", issued.Token.Id, new ApiTokenUpdate { Name = "renamed" });
        await Eventually.GetAsync(() => Task.FromResult(_checks.Judgements), now => now > judgements, () => _time.Advance(Tick));
        stream.IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_moment_ends_nothing()
    {
        await StartPollingAsync();
        using var stream = await OpenAsync(await _server.IssueAsync());

        _store.IsCutOff = true;
        await AdvanceAsync(TimeSpan.FromSeconds(34));
        stream.IsOpen.Should().BeTrue();
        _store.IsCutOff = false;
        await AdvanceAsync(TimeSpan.FromMinutes(2));

        stream.IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task What_nobody_can_vouch_for_ends_five_seconds_after_somebody_had_to_be_asked()
    {
        await StartPollingAsync();
        using var stream = await OpenAsync(await _server.IssueAsync());

        _store.IsCutOff = true;
        await AdvanceAsync(TimeSpan.FromSeconds(34));
        stream.IsOpen.Should().BeTrue();

        await EndsWithinAsync(stream, TimeSpan.FromSeconds(3));
        await _server.Log.SaysAsync("unable to check the token for too long");
    }

    private ApiTokenService Tokens => _server.Services.GetRequiredService<ApiTokenService>();

    private Task<OpenStream> OpenAsync(IssuedToken issued) => OpenStream.GetAsync(_server, "/open", issued.Value);

    private async Task EndsWithinAsync(OpenStream stream, TimeSpan time)
    {
        await AdvanceAsync(time);

        // What the clock set off runs on threads of its own, and the clock may have run ahead of them on a busy machine: from
        // here on it is no faster than theirs, so that nothing runs out of patience which has only just begun.
        for (var passed = TimeSpan.Zero; stream.IsOpen && passed < Slack; passed += Tick)
        {
            for (var watch = Stopwatch.StartNew(); stream.IsOpen && watch.Elapsed < Tick;)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            await AdvanceAsync(Tick);
        }

        await stream.EndsAsync();
    }

    /// <summary>Moves the clock tick by tick, and at each one waits until the changes were asked for.</summary>
    private async Task AdvanceAsync(TimeSpan time)
    {
        // Of what lies far ahead, the last minute shows all there is to see.
        if (time > TimeSpan.FromMinutes(2))
        {
            _time.Advance(time - TimeSpan.FromMinutes(1));
            time = TimeSpan.FromMinutes(1);
        }

        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            var polls = _store.Polls;
            _time.Advance(Tick);
            await Eventually.GetAsync(() => Task.FromResult(_store.Polls), now => now > polls);

            // A whole request, so that the clock does not run away from what it set off.
            using var answer = await _server.Http.GetAsync("/ready");
        }
    }

    private async Task StartPollingAsync(params (string Key, string? Value)[] settings)
    {
        var setup = new McpTestServerOptions
        {
            Time = _time,
            Store = _store,
            RemembersRecords = true,
            Auth = auth => auth.UseProvider<CheckingProvider>(),
            Services = services => services.AddSingleton<ITokenOwnerPolicy>(_owners).AddSingleton(_checks),
            AlsoMap = app =>
            {
                app.MapGet("/ready", () => "");
                app.MapGet("/open", async (HttpContext context) =>
                {
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }).RequireMcpAuth();
            },
        };
        _server = await setup.StartAsync(settings);
        await AdvanceAsync(TimeSpan.FromSeconds(1));
    }

    private sealed class Owners : ITokenOwnerPolicy
    {
        public bool AreActive { get; set; } = true;

        public ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(AreActive);
    }

    private sealed class Checks
    {
        private int _judgements;

        public string? RefusedPath { get; set; }

        /// <summary>How often requests for the stream were judged.</summary>
        public int Judgements => Volatile.Read(ref _judgements);

        public void Count() => Interlocked.Increment(ref _judgements);
    }

    private sealed class CheckingProvider(JwtBearerAuthDependencies dependencies, Checks checks) : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            var result = await base.LoadAccessTokenAsync(context, cancellationToken);
            if (context.HttpContext.Request.Path == "/open")
            {
                checks.Count();
            }

            return result.Succeeded && context.HttpContext.Request.Path == checks.RefusedPath
                ? AccessTokenResult.Rejected("The token is not on this path.")
                : result;
        }
    }
}
