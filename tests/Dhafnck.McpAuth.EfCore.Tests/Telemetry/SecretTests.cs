using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Tests.Telemetry;

public sealed class SecretTests
{
    private const string Password = "the-password-of-the-database";

    [Fact]
    public async Task No_log_metric_span_or_error_has_a_token_a_key_a_hash_or_the_password_of_the_database()
    {
        // Its own, because it is stopped.
        await using var postgres = new PostgresServer();
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync() + $";Password={Password};Timeout=2");
        using var host = await TokenHost.CreateMigratedAsync(database);

        await new SecretScenario(
            auth => auth.AddEntityFrameworkStores(options => options.UseNpgsql(database.ConnectionString)),
            postgres.StopAsync,
            postgres.StartAsync,
            Password).HoldsAsync();
    }
}
