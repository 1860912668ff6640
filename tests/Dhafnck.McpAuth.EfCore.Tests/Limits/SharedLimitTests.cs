using System.Net;
using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Faults;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.EfCore.Tests.Limits;

/// <summary>Limits that hold across the processes on one database.</summary>
public sealed class SharedLimitTests(PostgresServer postgres)
{
    private const string Token = "tok_shared";

    [Theory]
    [InlineData(DatabaseKind.Postgres, 1)]
    [InlineData(DatabaseKind.Postgres, 100)]
    [InlineData(DatabaseKind.Postgres, 10_000)]
    [InlineData(DatabaseKind.Sqlite, 100)]
    public async Task A_burst_at_four_processes_gets_the_limit_and_no_more(DatabaseKind kind, int limit)
    {
        await using var database = await CreateAsync(kind);
        var hosts = Enumerable.Range(0, 4).Select(_ => Share(database)).ToList();

        var accepted = await Task.WhenAll(hosts.Select(host => Task.Run(() => UseUpAsync(host, limit))));

        accepted.Sum().Should().Be(limit);
        hosts.ForEach(host => host.Dispose());
    }

    [Fact]
    public async Task A_host_whose_clock_is_wrong_gains_no_permits_and_takes_none_from_others()
    {
        await using var database = await CreateAsync(DatabaseKind.Postgres);
        using var right = Share(database);
        using var ahead = Share(database, new ShiftedClock(TimeSpan.FromDays(20)));
        using var behind = Share(database, new ShiftedClock(TimeSpan.FromDays(-20)));

        (await UseAsync(ahead, 30, 100)).Should().Be(30);
        (await UseAsync(behind, 30, 100)).Should().Be(30);
        var rest = await UseUpAsync(right, 100) + await UseUpAsync(ahead, 100) + await UseUpAsync(behind, 100);

        rest.Should().Be(40);
        await ahead.Services.GetRequiredService<IUsageStore>().PruneAsync(TimeProvider.System.GetUtcNow().AddDays(20), TestContext.Current.CancellationToken);
        (await UseUpAsync(ahead, 100)).Should().Be(0);
    }

    [Fact]
    public async Task A_process_that_stops_while_it_borrows_makes_no_request_of_the_others_fail()
    {
        await using var database = await CreateAsync(DatabaseKind.Postgres);
        var commits = new StoppedCommits();
        using var stopped = TokenHost.With(auth => auth.AddEntityFrameworkStores(options =>
        {
            database.Configure(options);
            options.AddInterceptors(commits);
        }).AddSharedRateLimits());
        using var other = Share(database);
        commits.IsArmed = true;
        var borrowing = TryUseAsync(stopped, 100);
        await commits.Reached.WaitAsync(TestContext.Current.CancellationToken);

        (await TryUseAsync(other, 100)).Should().BeTrue();

        commits.Continue();
        await FluentActions.Awaiting(() => borrowing).Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task No_hour_sees_more_than_the_limit()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var database = await CreateAsync(DatabaseKind.Sqlite);
        var hosts = Enumerable.Range(0, 4).Select(_ => Share(database, time)).ToArray();
        var accepted = new List<DateTimeOffset>();
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            time.Advance(TimeSpan.FromSeconds(random.Next(0, 400)));
            if (await TryUseAsync(hosts[random.Next(4)], 7))
            {
                accepted.Add(time.GetUtcNow());
            }
        }

        accepted.Should().HaveCountGreaterThan(60);
        accepted.Zip(accepted.Skip(7)).Should().OnlyContain(pair => pair.Second - pair.First >= TimeSpan.FromHours(1));
        Array.ForEach(hosts, host => host.Dispose());
    }

    [Fact]
    public async Task Ledgers_of_tokens_that_nobody_uses_are_deleted()
    {
        await using var database = await CreateAsync(DatabaseKind.Postgres);
        using var host = Share(database);
        await TryUseAsync(host, 5);
        await database.ExecuteAsync("INSERT INTO mcp_token_permits (token_id, ledger, ends_at) VALUES ('tok_old', '', 1)");

        await host.Services.GetRequiredService<IUsageStore>().PruneAsync(TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);

        (await database.QueryAsync("SELECT token_id FROM mcp_token_permits")).Should().Equal(Token);
    }

    [Fact]
    public async Task Over_HTTP_a_limit_holds_at_two_servers_and_a_third_process_sees_what_is_used()
    {
        await using var database = await CreateAsync(DatabaseKind.Postgres);
        await using var one = await ServeAsync(database);
        await using var two = await ServeAsync(database);
        var issued = await one.IssueAsync(rateLimit: 3);
        McpTestServer[] servers = [one, two, one, two, two];

        var statuses = new List<HttpStatusCode>();
        foreach (var server in servers)
        {
            statuses.Add(await server.StatusAsync(issued.Value));
        }

        statuses.Should().Equal(HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests);
        using var host = Share(database);
        (await host.Services.GetRequiredService<IPermitStore>().ReadAsync(issued.Token.Id, 3, TestContext.Current.CancellationToken)).Used.Should().Be(3);
    }

    [Fact]
    public async Task Without_a_database_the_host_says_what_is_missing()
    {
        using var host = TokenHost.With(auth => auth.AddSharedRateLimits());

        await host.Awaiting(it => it.StartAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*AddEntityFrameworkStores*");
    }

    private static IHost Share(TestDatabase database, TimeProvider? time = null) => TokenHost.With(auth =>
    {
        auth.Services.AddSingleton(time ?? TimeProvider.System);
        auth.AddEntityFrameworkStores(database.Configure).AddSharedRateLimits();
    });

    private static Task<McpTestServer> ServeAsync(TestDatabase database) =>
        McpTestServer.StartAsync(options => options.Auth = auth => auth.AddEntityFrameworkStores(database.Configure).AddSharedRateLimits());

    private static async Task<bool> TryUseAsync(IHost process, int limit)
    {
        var limiter = await process.Services.GetRequiredService<ITokenRateLimiters>().GetAsync(Token, limit, TestContext.Current.CancellationToken);
        using var lease = await limiter.AcquireAsync(1, TestContext.Current.CancellationToken);
        return lease.IsAcquired;
    }

    private static async Task<int> UseAsync(IHost process, int count, int limit)
    {
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            accepted += await TryUseAsync(process, limit) ? 1 : 0;
        }

        return accepted;
    }

    private static async Task<int> UseUpAsync(IHost process, int limit)
    {
        var count = 0;
        while (await TryUseAsync(process, limit))
        {
            count++;
        }

        return count;
    }

    private async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.CreateAsync(kind, postgres);
        using var host = await TokenHost.CreateMigratedAsync(database);
        return database;
    }
}
