using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>A process that was suspended, alone or with its machine, has heard of no revocation meanwhile.</summary>
public sealed class SuspensionTests
{
    private static readonly TimeSpan Nap = TimeSpan.FromSeconds(2.5);

    private readonly SuspendableClock _time = new();
    private readonly SwitchableTokenStore _store = new();

    [Theory]
    [InlineData(2.5, 2.5)]
    [InlineData(2.5, 0)]
    [InlineData(0, 2.5)]
    [InlineData(-3600, 2.5)]
    public async Task A_token_revoked_while_the_process_was_suspended_is_refused_by_its_first_request(double wallSeconds, double timestampSeconds)
    {
        await using var server = await StartPollingAsync();
        var (revoked, good) = (await server.IssueAsync(), await server.IssueAsync());
        await UseAsync(server, revoked, good);

        await RevokeElsewhereAsync(revoked);
        (await server.StatusAsync(revoked.Value)).Should().Be(HttpStatusCode.OK, "no poll has told of it yet");
        _time.Suspend(TimeSpan.FromSeconds(wallSeconds), TimeSpan.FromSeconds(timestampSeconds));

        (await server.StatusAsync(revoked.Value)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(good.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_cannot_be_asked_about_after_a_suspension_is_not_accepted()
    {
        await using var server = await StartPollingAsync();
        var issued = await server.IssueAsync();
        await UseAsync(server, issued);

        _store.IsCutOff = true;
        _time.Suspend(Nap, Nap);

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.ServiceUnavailable);
        _store.IsCutOff = false;
    }

    [Fact]
    public async Task An_answer_that_was_on_its_way_when_the_process_was_suspended_confirms_nothing()
    {
        await using var server = await StartPollingAsync();
        var revoked = await server.IssueAsync();
        await PollAsync();
        await PollAsync();
        await UseAsync(server, revoked);
        var arriving = new TaskCompletionSource();
        _store.HangOfPolls = arriving.Task;
        await PollAsync();

        await RevokeElsewhereAsync(revoked);
        _time.Suspend(Nap, Nap);
        _store.HangOfPolls = new TaskCompletionSource().Task;
        arriving.SetResult();

        // The next poll begins when the answer has been taken, and then hangs.
        await PollAsync();
        (await server.StatusAsync(revoked.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Records_are_remembered_again_when_the_store_has_answered()
    {
        await using var server = await StartPollingAsync();
        var issued = await server.IssueAsync();
        await UseAsync(server, issued);
        _time.Suspend(Nap, Nap);

        await PollAsync();
        await PollAsync();
        await server.StatusAsync(issued.Value);
        var finds = _store.Finds;
        await server.StatusAsync(issued.Value);

        _store.Finds.Should().Be(finds);
    }

    // The event of a creation is told with its owner and name, for which the store is asked, too.
    private static async Task UseAsync(McpTestServer server, params IssuedToken[] tokens)
    {
        foreach (var issued in tokens)
        {
            await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains($"token.created: {issued.Token.Id}", StringComparison.Ordinal));
            (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        }
    }

    private async Task RevokeElsewhereAsync(IssuedToken issued) =>
        (await _store.TryUpdateAsync(issued.Token with { RevokedAt = _time.GetUtcNow() })).Should().BeTrue();

    private async Task PollAsync()
    {
        var polls = _store.Polls;
        _time.Advance(TimeSpan.FromMilliseconds(250));
        await Eventually.GetAsync(() => Task.FromResult(_store.Polls), count => count > polls);
    }

    private async Task<McpTestServer> StartPollingAsync()
    {
        var server = await new McpTestServerOptions { Time = _time, Store = _store, RemembersRecords = true }.StartAsync();
        await Eventually.GetAsync(() => Task.FromResult(_store.Polls), count => count > 0);
        await PollAsync();
        await PollAsync();
        return server;
    }
}
