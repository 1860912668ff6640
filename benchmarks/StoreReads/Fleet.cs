using System.Net;

namespace StoreReads;

/// <summary>Instances on one database, and clients that call them round robin.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int TokensPerOwner = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(40);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-reads-");
    private readonly List<Instance> _instances = [];
    private readonly Options _options;
    private string[] _tokens = [];
    private int _called;

    private Fleet(int size, Options options) => (Size, _options) = (size, options);

    public int Size { get; }

    public QueryCounter Queries { get; } = new();

    public static async Task<Fleet> StartAsync(int size, Options options)
    {
        var fleet = new Fleet(size, options);
        for (var i = 0; i < size; i++)
        {
            fleet._instances.Add(await Instance.StartAsync(Path.Combine(fleet._folder.FullName, "tokens.db"), fleet.Queries));
        }

        fleet._tokens = await fleet._instances[0].CreateTokensAsync(options.Tokens, token => $"owner-{token / TokensPerOwner}");
        return fleet;
    }

    /// <summary>Calls for a time.</summary>
    /// <returns>The number of calls.</returns>
    public async Task<int> RunAsync(TimeSpan duration)
    {
        var before = _called;
        using var timer = new PeriodicTimer(Tick);
        var due = 0.0;
        var start = TimeProvider.System.GetTimestamp();
        var running = new List<Task>();
        while (TimeProvider.System.GetElapsedTime(start) < duration && await timer.WaitForNextTickAsync())
        {
            for (due += Tick / TimeSpan.FromMilliseconds(_options.Interval) * _tokens.Length; due >= 1; due--)
            {
                running.Add(CallAsync(_called++));
            }

            running.RemoveAll(call => call.IsCompletedSuccessfully);
        }

        await Task.WhenAll(running);
        return _called - before;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    // Each round calls every token once; a token's next call goes to the next instance.
    private async Task CallAsync(int call)
    {
        var (round, token) = Math.DivRem(call, _tokens.Length);
        var status = await _instances[(token + round) % Size].CallAsync(_tokens[token]);
        if (status != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"A call was answered with {status}.");
        }
    }
}
