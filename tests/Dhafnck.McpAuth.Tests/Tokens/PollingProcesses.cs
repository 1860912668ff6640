using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>Processes that poll one store for changes, on a clock that the test moves.</summary>
internal sealed class PollingProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly List<McpTestServer> _servers = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public SwitchableTokenStore Store { get; } = new();

    public IReadOnlyList<McpTestServer> Servers => _servers;

    public async Task<McpTestServer> StartAsync(params (string Key, string? Value)[] settings)
    {
        var polls = Store.Polls;
        var server = await new McpTestServerOptions { Time = Time, Store = Store, RemembersRecords = true }.StartAsync(settings);
        _servers.Add(server);
        await UntilPolledAsync(polls + 1);
        await PollAsync();
        return server;
    }

    /// <summary>Has every process ask for changes twice more: the second round begins when the first one's answers are applied.</summary>
    public Task PollAsync() => PassAsync(2 * Interval);

    /// <summary>Moves the clock in steps: a clock that jumps by more than a second is that of a suspended process.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Interval)
        {
            var polls = Store.Polls;
            Time.Advance(Interval);
            await UntilPolledAsync(polls + _servers.Count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Store.IsCutOff = false;
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private Task UntilPolledAsync(int polls) => Eventually.IsSoAsync(() => Store.Polls >= polls);
}
