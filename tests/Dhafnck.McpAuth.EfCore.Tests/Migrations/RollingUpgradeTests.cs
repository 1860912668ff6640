using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Tests.Migrations;

/// <summary>What a rolling deploy needs: processes of the version before keep working on tables that a process of the next one has migrated.</summary>
public sealed class RollingUpgradeTests
{
    private static readonly Type[] Additions = [typeof(CreateTableOperation), typeof(CreateIndexOperation), typeof(AddColumnOperation), typeof(InsertDataOperation)];

    [Fact]
    public async Task A_migration_only_adds_and_never_what_the_version_before_would_have_to_write()
    {
        await using var database = new SqliteDatabase();
        using var host = TokenHost.Create(database.Configure);
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<McpAuthDbContext>();
        var assembly = context.GetService<IMigrationsAssembly>();

        foreach (var (id, type) in assembly.Migrations)
        {
            var operations = assembly.CreateMigration(type, context.Database.ProviderName!).UpOperations;

            operations.Select(operation => operation.GetType()).Should().BeSubsetOf(Additions, "of {0}", id);
            operations.OfType<AddColumnOperation>().Should().NotContain(column => !column.IsNullable && column.DefaultValue == null && column.DefaultValueSql == null, "of {0}", id);
            operations.OfType<CreateIndexOperation>().Should().NotContain(index => index.IsUnique, "of {0}", id);
        }
    }
}
