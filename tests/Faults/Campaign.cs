using Faults.Databases;
using Faults.Injection;
using Faults.Load;
using Faults.Servers;

namespace Faults;

/// <summary>A stage of the campaign: processes on one store, load, faults, and the comparison with the ledger in the end.</summary>
internal sealed class Campaign(FaultyDatabase database, Options options, Checks checks, Report report) : IAsyncDisposable
{
    private const int UserCount = 3;
    private const int CallersPerInstance = 2;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RecoveryBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PermitsReturned = TimeSpan.FromSeconds(25);

    private readonly Stage _stage = new(database, checks, new());
    private readonly CancellationTokenSource _stopping = new();
    private readonly Random _random = new(options.Seed);

    public async Task RunAsync(TimeSpan duration)
    {
        await StartAsync();
        report.Begin($"{database.Kind}");
        var load = StartLoad();
        await Clock.PauseAsync(Calm);
        _stage.TakeCounts();
        var deck = new Deck(database, _random);
        for (var start = _stage.Clock.Now; _stage.Clock.Now - start < duration;)
        {
            report.Add(await RunAsync(deck.Draw()));
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(load);
        await AuditAsync();
    }

    public ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        database.KeepsLogs = checks.Violations.Count > 0;
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync()
    {
        // The first creates the tables and the key ring.
        await database.Instances[0].StartAsync();
        await Task.WhenAll(database.Instances.Skip(1).Select(instance => instance.StartAsync()));
        _stage.Users = await Task.WhenAll(Enumerable.Range(0, UserCount).Select(_ => User.SignInAsync(database.Instances[0])));
    }

    private List<Task> StartLoad()
    {
        var callers = new Callers(_stage);
        var writers = new Writers(_stage);
        List<Task> load =
        [
            .. _stage.Instances.SelectMany(instance => Enumerable.Range(0, CallersPerInstance).Select(_ => Begin(random => callers.RunAsync(instance, random, _stopping.Token)))),
            .. Enumerable.Range(0, UserCount).Select(user => Begin(random => writers.RunAsync(user, random, _stopping.Token))),
        ];
        if (database.SharesLimits)
        {
            load.Add(Begin(random => new LimitBursts(_stage).RunAsync(random, _stopping.Token)));
        }

        return load;
    }

    private Task Begin(Func<Random, Task> work)
    {
        var random = new Random(_random.Next());
        return Task.Run(() => work(random));
    }

    private async Task<Round> RunAsync(Fault fault)
    {
        var (start, violations) = (_stage.Clock.Now, checks.Violations.Count);
        var (where, disturbances) = await fault.RunAsync(_stage, _random);
        var mended = _stage.Clock.Now;
        await RecoverAsync();
        var recovered = _stage.Clock.Now - mended;
        checks.That(recovered <= RecoveryBound, () => $"after '{fault.Name}' it took {recovered.TotalSeconds:F1} s until every process served again");
        foreach (var disturbance in disturbances)
        {
            disturbance.EndAt(_stage.Clock.Now + TimeSpan.FromSeconds(1));
        }

        await Clock.PauseAsync(Calm);
        return new()
        {
            Fault = fault.Name,
            Where = where,
            Lasted = mended - start,
            Recovered = recovered,
            Counts = _stage.TakeCounts(),
            Violations = checks.Violations.Count - violations,
        };
    }

    // With a new token, which no process has a record or permits of.
    private async Task RecoverAsync()
    {
        var start = _stage.Clock.Now;
        var token = (await new TokenWrites(_stage, _random).CreateAsync(0))?.State.Value ?? throw new InvalidOperationException("No token was created.");
        foreach (var instance in _stage.Instances)
        {
            while (await McpCall.SendAsync(instance, token) != 200 && _stage.Clock.Now - start < RecoveryPatience)
            {
                await Clock.PauseAsync(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private async Task AuditAsync()
    {
        await UseUpLimitsAsync();
        foreach (var stopped in await Task.WhenAll(database.Instances.Select(instance => instance.StopAsync())))
        {
            checks.That(stopped, () => "a process did not stop within 45 seconds of SIGTERM");
        }

        await database.Instances[0].StartAsync();
        await new Audit(_stage, database.Instances[0]).RunAsync();
        var tokens = _stage.Ledger.Tokens;
        report.Note($"    {tokens.Count} tokens, {tokens.Count(token => token.State.IsRevoked)} revoked, {tokens.Sum(token => (long)token.Counted.Count)} calls counted, {database.Instances.Sum(instance => instance.Kills.Count)} kills, {_stage.Limited.Tokens.Count} limits used up; logs: {database.Folder}");
    }

    // Permits that a living process has borrowed and not used are back by now; those of killed ones are lost for an hour.
    private async Task UseUpLimitsAsync()
    {
        var limited = _stage.Limited.Tokens.TakeLast(10).ToList();
        if (limited.Count == 0)
        {
            return;
        }

        var bursts = new LimitBursts(_stage);
        await Clock.PauseAsync(PermitsReturned);
        foreach (var token in limited)
        {
            foreach (var instance in _stage.Instances)
            {
                await bursts.UseUpAsync(instance, token, _stage.Clock.Now + TimeSpan.FromSeconds(5));
            }

            bursts.Check(token);
            var kills = _stage.Instances.Sum(instance => instance.Kills.Count(kill => kill >= token.State.ChangedAt));
            var lost = kills * ((token.Limit!.Value / 8) + 1);
            checks.That(token.Accepted + token.Unknown >= token.Limit - lost, () => $"of a limit of {token.Limit}, {token.Accepted} calls were accepted, {token.Unknown} more perhaps, and {kills} killed processes can have lost {lost}");
        }
    }
}
