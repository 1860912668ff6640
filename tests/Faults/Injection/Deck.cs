using Faults.Databases;

namespace Faults.Injection;

/// <summary>The faults of a store, shuffled: each comes once before one comes again.</summary>
internal sealed class Deck(FaultyDatabase database, Random random)
{
    private readonly Queue<Fault> _next = new();

    public Fault Draw()
    {
        if (_next.Count == 0)
        {
            var faults = FaultsOf(database).ToArray();
            random.Shuffle(faults);
            Array.ForEach(faults, _next.Enqueue);
        }

        return _next.Dequeue();
    }

    private static IEnumerable<Fault> FaultsOf(FaultyDatabase database)
    {
        yield return new KilledProcesses();
        yield return new FrozenProcess();
        if (database.Redis is { } redis)
        {
            yield return new KilledRedis(redis);
        }

        if (database.Postgres is { } postgres)
        {
            yield return new FrozenInWrite();
            yield return new StoppedDatabase(postgres);
            yield return new KilledDatabase(postgres);
            yield return new SlowDatabase();
            yield return new HangingDatabase(ofAll: true);
            yield return new HangingDatabase(ofAll: false);
        }
    }
}
