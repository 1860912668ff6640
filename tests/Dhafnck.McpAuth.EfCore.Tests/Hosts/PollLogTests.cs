using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.EfCore.Tests.Hosts;

/// <summary>What the default log settings show of the database: the commands of the application, and not each poll.</summary>
public sealed class PollLogTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_poll_leaves_no_line_and_other_commands_do(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgres);
        var log = new LogCollector();
        using var host = TokenHost.Create<NotesWithTokensDbContext>(options =>
        {
            database.Configure(options);
            options.UseLoggerFactory(LoggerFactory.Create(logging => logging.AddProvider(log)));
        });
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<NotesWithTokensDbContext>();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        var first = await host.Store().GetChangesAsync(long.MaxValue, TestContext.Current.CancellationToken);
        var before = Commands(log);

        await host.Store().GetChangesAsync(first.Counter, TestContext.Current.CancellationToken);
        var polled = Commands(log);
        await host.Store().AddAsync(SampleTokens.Create(), cancellationToken: TestContext.Current.CancellationToken);
        var changed = await host.Store().GetChangesAsync(first.Counter, TestContext.Current.CancellationToken);
        await context.Set<Note>().CountAsync(TestContext.Current.CancellationToken);

        polled.Should().Be(before);
        changed.TokenIds.Should().ContainSingle();
        log.Entries.Should().Contain(entry => entry.Level == LogLevel.Information && entry.Message.Contains("COUNT(*)", StringComparison.OrdinalIgnoreCase));
    }

    private static int Commands(LogCollector log) =>
        log.Entries.Count(entry => entry.Level >= LogLevel.Information && entry.Category == "Microsoft.EntityFrameworkCore.Database.Command");
}
