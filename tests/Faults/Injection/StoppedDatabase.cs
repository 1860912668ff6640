using Dhafnck.McpAuth.TestKit.Postgres;
using Faults.Records;

namespace Faults.Injection;

/// <summary>PostgreSQL is stopped, as for maintenance, and started again.</summary>
internal sealed class StoppedDatabase(PostgresServer postgres) : Fault
{
    public override string Name => "database stopped";

    public override async Task<(string Where, IReadOnlyList<Disturbance> Disturbances)> RunAsync(Stage stage, Random random)
    {
        var disturbance = stage.Disturbances.Begin(null, hitsStore: true, TimeSpan.Zero);
        await postgres.StopAsync();
        await Clock.PauseAsync(Between(random, 3, 10));
        await postgres.StartAsync();
        return ("PostgreSQL", [disturbance]);
    }
}
