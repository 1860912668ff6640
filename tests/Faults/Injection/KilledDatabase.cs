using Dhafnck.McpAuth.TestKit.Postgres;
using Faults.Records;

namespace Faults.Injection;

/// <summary>All processes of PostgreSQL are killed, and it recovers from its log.</summary>
internal sealed class KilledDatabase(PostgresServer postgres) : Fault
{
    public override string Name => "database killed";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        var disturbance = stage.Disturbances.Begin(null, hitsStore: true, TimeSpan.Zero);
        await postgres.KillAsync();
        await Clock.PauseAsync(Between(random, 1, 4));
        await postgres.StartAsync();
        return ("PostgreSQL", [disturbance]);
    }
}
