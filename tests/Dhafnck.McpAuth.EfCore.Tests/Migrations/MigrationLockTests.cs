using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.EfCore.Tests.Migrations;

/// <summary>SQLite files under the lock of EF Core's migrations, as a process leaves them that is killed while it migrates.</summary>
public sealed class MigrationLockTests
{
    private const string Release = """DELETE FROM "__EFMigrationsLock";""";
    private readonly FakeTimeProvider _time = new();
    private readonly LogCollector _log = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_under_a_lock_that_nobody_releases_says_so_and_stops_after_a_minute_with_the_remedy(bool isNew)
    {
        await using var database = new SqliteDatabase();
        await LockAsync(database, isNew);
        using var host = Create(database);

        var migrating = Task.Run(() => host.MigrateMcpAuthAsync());
        await WaitForNoticeAsync();
        migrating.IsCompleted.Should().BeFalse();
        await Eventually.GetAsync(() => Task.FromResult(migrating.IsCompleted), completed => completed, () => _time.Advance(TimeSpan.FromSeconds(10)));

        var remedy = (await FluentActions.Awaiting(() => migrating).Should().ThrowAsync<InvalidOperationException>().WithMessage("*killed during a migration*run*")).Which.Message;
        remedy.Should().Contain(Release);
        await database.ExecuteAsync(Release);
        await host.MigrateMcpAuthAsync();
        await host.Store().AddAsync(SampleTokens.Create());
    }

    [Fact]
    public async Task A_host_goes_on_when_the_other_process_releases_the_lock()
    {
        await using var database = new SqliteDatabase();
        await LockAsync(database, isNew: true);
        using var host = Create(database);

        var migrating = Task.Run(() => host.MigrateMcpAuthAsync());
        await WaitForNoticeAsync();
        await database.ExecuteAsync(Release);

        await migrating.WaitAsync(Eventually.Deadline);
        await host.Store().AddAsync(SampleTokens.Create());
        _log.Entries.Should().ContainSingle(entry => entry.Message.Contains("Still waiting for the migration lock"));
    }

    [Fact]
    public async Task A_host_that_waits_for_the_lock_can_be_stopped()
    {
        await using var database = new SqliteDatabase();
        await LockAsync(database, isNew: true);
        using var host = Create(database);
        using var stop = new CancellationTokenSource();

        var migrating = Task.Run(() => host.MigrateMcpAuthAsync(stop.Token));
        await WaitForNoticeAsync();
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => migrating).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_migration_without_another_process_waits_for_nobody_and_warns_of_nothing()
    {
        await using var database = new SqliteDatabase();
        using var host = Create(database);

        await host.MigrateMcpAuthAsync();
        _time.Advance(TimeSpan.FromHours(1));

        _log.Entries.Should().NotContain(entry => entry.Level >= LogLevel.Warning);
    }

    private IHost Create(SqliteDatabase database) => TokenHost.Create(database.Configure, services => services
        .AddSingleton<TimeProvider>(_time)
        .AddSingleton<ILoggerProvider>(_log));

    private Task<string> WaitForNoticeAsync() =>
        Eventually.GetAsync(() => Task.FromResult(_log.Text), text => text.Contains("Still waiting for the migration lock", StringComparison.Ordinal), () => _time.Advance(TimeSpan.FromMilliseconds(100)));

    private static async Task LockAsync(SqliteDatabase database, bool isNew)
    {
        using var host = TokenHost.Create(database.Configure);
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<McpAuthDbContext>();
        if (!isNew)
        {
            await context.GetService<IMigrator>().MigrateAsync("CreateTokens");
        }

        // Not released, as by a process that is killed.
        _ = await context.GetService<IHistoryRepository>().AcquireDatabaseLockAsync();
    }
}
