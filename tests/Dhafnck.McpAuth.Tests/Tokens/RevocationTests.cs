using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>The schedule by which a change is seen in every process, on a clock that the test moves.</summary>
public sealed class RevocationTests : IAsyncDisposable
{
    private readonly PollingProcesses _processes = new();

    public ValueTask DisposeAsync() => _processes.DisposeAsync();

    [Fact]
    public async Task A_token_in_use_costs_the_store_one_look_and_no_more()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync();

        // The event of its creation is told with its owner and name, for which the store is asked too.
        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains("token.created", StringComparison.Ordinal));
        var before = _processes.Store.Finds;

        for (var i = 0; i < 10; i++)
        {
            (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        }

        _processes.Store.Finds.Should().Be(before + 1);
    }

    [Fact]
    public async Task A_revocation_holds_in_its_own_process_on_the_next_request()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync();
        await server.StatusAsync(issued.Value);

        await Tokens(server).RevokeAsync("alice", issued.Token.Id);

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Revoking_all_holds_in_its_own_process_on_the_next_request()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync();
        await server.StatusAsync(issued.Value);

        await Tokens(server).RevokeAllAsync("alice");

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoking_all_of_one_owner_leaves_every_process_what_it_remembers_of_others(bool isAnswerLost)
    {
        var here = await _processes.StartAsync();
        var there = await _processes.StartAsync();
        IssuedToken[] revoked = [await here.IssueAsync(), await here.IssueAsync()];
        var kept = await here.IssueAsync(owner: "bob");
        await Eventually.GetAsync(() => Task.FromResult(here.Log.Text), text => text.Contains($"token.created: {kept.Token.Id}", StringComparison.Ordinal));
        await _processes.PollAsync();
        foreach (var server in _processes.Servers)
        {
            foreach (var issued in revoked.Append(kept))
            {
                (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
            }
        }

        var finds = _processes.Store.FindsOf(kept.Token.Id);
        _processes.Store.AfterNextWrite = isAnswerLost ? _ => throw new TimeoutException("The answer is lost.") : null;
        var revoking = () => Tokens(here).RevokeAllAsync("alice");
        if (isAnswerLost)
        {
            await revoking.Should().ThrowAsync<TimeoutException>();
        }
        else
        {
            (await revoking()).Should().Be(2);
        }

        (await here.StatusAsync(revoked[0].Value)).Should().Be(HttpStatusCode.Unauthorized);
        await _processes.PollAsync();
        foreach (var server in _processes.Servers)
        {
            (await server.StatusAsync(revoked[0].Value)).Should().Be(HttpStatusCode.Unauthorized);
            (await server.StatusAsync(revoked[1].Value)).Should().Be(HttpStatusCode.Unauthorized);
            (await server.StatusAsync(kept.Value)).Should().Be(HttpStatusCode.OK);
        }

        _processes.Store.FindsOf(kept.Token.Id).Should().Be(finds);
    }

    [Fact]
    public async Task A_revocation_holds_in_every_other_process_after_its_next_poll()
    {
        var here = await _processes.StartAsync();
        var there = await _processes.StartAsync();
        var issued = await here.IssueAsync();
        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        await Tokens(here).RevokeAsync("alice", issued.Token.Id);
        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK, "it has not asked again yet");
        await _processes.PollAsync();

        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_made_by_rotation_is_accepted_at_once_by_a_process_that_has_not_heard_of_it()
    {
        var here = await _processes.StartAsync();
        var there = await _processes.StartAsync();
        var issued = await here.IssueAsync();
        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        var rotation = await Tokens(here).RotateAsync("alice", issued.Token.Id, TimeSpan.Zero);

        (await there.StatusAsync(rotation.Issued!.Value)).Should().Be(HttpStatusCode.OK);
        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized, "it has read the record again");
        there.Log.Text.Should().NotContain("never issued");
    }

    [Fact]
    public async Task A_store_that_is_away_is_gone_by_for_five_seconds_and_then_the_answer_is_503_until_it_is_back()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync();
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        _processes.Store.IsCutOff = true;
        var cutOffAt = _processes.Time.GetUtcNow();
        while (_processes.Time.GetUtcNow() - cutOffAt < TimeSpan.FromSeconds(4.5))
        {
            await _processes.PollAsync();
        }

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        _processes.Time.Advance(TimeSpan.FromSeconds(0.5));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.ServiceUnavailable);

        _processes.Store.IsCutOff = false;
        _processes.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK, "a request tries the store itself");
        var finds = _processes.Store.Finds;
        await _processes.PollAsync();
        await server.StatusAsync(issued.Value);
        await server.StatusAsync(issued.Value);
        _processes.Store.Finds.Should().BeLessThanOrEqualTo(finds + 1, "records are remembered again");
    }

    [Fact]
    public async Task What_was_revoked_while_a_process_could_not_ask_is_refused_beyond_the_bound()
    {
        var here = await _processes.StartAsync();
        var issued = await here.IssueAsync();
        (await here.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        _processes.Store.IsCutOff = true;
        _processes.Time.Advance(TimeSpan.FromSeconds(5));

        _processes.Store.IsCutOff = false;
        await _processes.Store.TryUpdateAsync(issued.Token with { RevokedAt = _processes.Time.GetUtcNow() });

        (await here.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_an_administrators_SQL_changed_is_seen_within_thirty_seconds()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync(["read:tasks"]);
        (await server.CallToolAsync(issued.Value, "write_both")).Should().Contain("lacks a scope");

        _processes.Store.BehindTheBack = token => token with { Scopes = ["mcp:admin"] };
        await AdvanceAsync(TimeSpan.FromSeconds(30));

        (await server.CallToolAsync(issued.Value, "write_both")).Should().Contain("written");
    }

    [Fact]
    public async Task A_counter_that_went_back_drops_all_that_is_remembered()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync();
        await _processes.PollAsync();
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        _processes.Store.Restore(new InMemoryTokenStore());
        await _processes.PollAsync();

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_expires_is_refused_although_it_is_remembered()
    {
        var server = await _processes.StartAsync();
        var issued = await server.IssueAsync(days: 1);
        await AdvanceAsync(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        _processes.Time.Advance(TimeSpan.FromSeconds(1));

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Pruning_is_asked_for_and_removes_what_expired_long_ago()
    {
        var server = await _processes.StartAsync(("McpAuth:Tokens:PruneAfter", "1.00:00:00"));
        var old = await server.IssueAsync(days: 1);
        var young = await server.IssueAsync(days: 3);

        await AdvanceAsync(TimeSpan.FromDays(2) + TimeSpan.FromHours(2));

        await Eventually.IsSoAsync(async () => await _processes.Store.FindAsync(old.Token.Id) is null);
        (await _processes.Store.FindAsync(young.Token.Id)).Should().NotBeNull();
    }

    private static ApiTokenService Tokens(McpTestServer server) => server.Services.GetRequiredService<ApiTokenService>();

    private async Task AdvanceAsync(TimeSpan time)
    {
        _processes.Time.Advance(time - TimeSpan.FromMilliseconds(500));
        await _processes.PollAsync();
    }
}
