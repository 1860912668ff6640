using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>Requests that need the same record at the same time ask the store once.</summary>
public sealed class SharedLookUpTests
{
    private const int Requests = 20;

    private readonly SwitchableTokenStore _store = new();
    private readonly TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    [Fact]
    public async Task Requests_with_one_new_token_share_a_question_to_the_store()
    {
        await using var server = await StartPollingAsync(remembersRecords: true);
        var issued = await IssueAsync(server);

        _store.Hang = _back.Task;
        var sending = SendAllAsync(server, issued);
        await Eventually.IsSoAsync(() => _arrived == Requests && _store.FindsOf(issued.Token.Id) > 1);
        _back.SetResult();

        (await sending).Should().OnlyContain(status => status == HttpStatusCode.OK);

        // A request can miss the record in memory just before it is there, and begin a question of its own just after.
        _store.FindsOf(issued.Token.Id).Should().BeLessThan(Requests / 2);
    }

    [Fact]
    public async Task Where_nothing_is_remembered_no_answer_is_shared()
    {
        await using var server = await StartPollingAsync(remembersRecords: false);
        var issued = await IssueAsync(server);

        _store.Hang = _back.Task;
        var sending = SendAllAsync(server, issued);
        await Eventually.GetAsync(() => Task.FromResult(_store.FindsOf(issued.Token.Id)), finds => finds == 1 + Requests);
        _back.SetResult();

        (await sending).Should().OnlyContain(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_after_a_revocation_waits_for_no_question_from_before_it()
    {
        await using var server = await StartPollingAsync(remembersRecords: true);
        var issued = await IssueAsync(server);

        _store.Hang = _back.Task;
        var before = server.StatusAsync(issued.Value);
        await Eventually.IsSoAsync(() => _store.FindsOf(issued.Token.Id) == 2 && _store.Waiting == 1);
        _store.Hang = Task.CompletedTask;
        await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync(issued.Token.OwnerId, issued.Token.Id);
        var after = await server.StatusAsync(issued.Value).WaitAsync(Eventually.Deadline);
        _back.SetResult();

        after.Should().Be(HttpStatusCode.Unauthorized);
        await before;
    }

    [Fact]
    public async Task A_credential_that_is_younger_than_the_question_is_asked_about_again()
    {
        await using var server = await StartPollingAsync(remembersRecords: true);
        var issued = await IssueAsync(server);

        _store.Hang = _back.Task;
        var before = server.StatusAsync(issued.Value);
        await Eventually.IsSoAsync(() => _store.FindsOf(issued.Token.Id) == 2 && _store.Waiting == 1);
        _store.Hang = Task.CompletedTask;
        var rotated = await RotateElsewhereAsync(issued);
        var arrived = _arrived;
        var after = SendAllAsync(server, rotated);
        await Eventually.IsSoAsync(() => _arrived == arrived + Requests);
        var answers = 0;
        _store.BehindTheBack = token => Interlocked.Increment(ref answers) == 1 ? issued.Token : token;
        _back.SetResult();

        (await after.WaitAsync(Eventually.Deadline)).Should().OnlyContain(status => status == HttpStatusCode.OK);
        await before;
    }

    private async Task<McpTestServer> StartPollingAsync(bool remembersRecords)
    {
        var server = await Setup(remembersRecords).StartAsync();
        if (remembersRecords)
        {
            await UntilRememberedAsync(server);
        }

        return server;
    }

    private McpTestServerOptions Setup(bool remembersRecords) => new()
    {
        Store = _store,
        RemembersRecords = remembersRecords,

        // Longer than a test takes, so that its requests are at the same time on a busy machine, too.
        Settings = { ["McpAuth:Cache:PollInterval"] = "00:00:50", ["McpAuth:Cache:StalenessBound"] = "00:01:00" },
        AlsoMap = app => app.Use((_, next) =>
        {
            Interlocked.Increment(ref _arrived);
            return next();
        }),
    };

    // The first answer to the question for changes is there then, and the next one is far away.
    private async Task UntilRememberedAsync(McpTestServer server)
    {
        var issued = await server.IssueAsync();
        await Eventually.IsSoAsync(async () =>
        {
            var finds = _store.FindsOf(issued.Token.Id);
            await server.StatusAsync(issued.Value);
            return finds > 0 && _store.FindsOf(issued.Token.Id) == finds;
        });
        _arrived = 0;
    }

    // The report of its creation asks for the record once.
    private async Task<IssuedToken> IssueAsync(McpTestServer server)
    {
        var issued = await server.IssueAsync();
        await Eventually.IsSoAsync(() => _store.FindsOf(issued.Token.Id) == 1 && _store.Waiting == 0);
        return issued;
    }

    // By a process of its own, of which the server hears nothing.
    private async Task<IssuedToken> RotateElsewhereAsync(IssuedToken issued)
    {
        await using var elsewhere = await StartPollingAsync(remembersRecords: true);
        var rotation = await elsewhere.Services.GetRequiredService<ApiTokenService>().RotateAsync(issued.Token.OwnerId, issued.Token.Id, TimeSpan.Zero);
        return rotation.Issued!;
    }

    private static Task<HttpStatusCode[]> SendAllAsync(McpTestServer server, IssuedToken issued) =>
        Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => server.StatusAsync(issued.Value)));
}
