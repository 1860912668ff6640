using System.Diagnostics;
using System.Net;
using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Dhafnck.McpAuth.EfCore.Tests.Faults;

/// <summary>A process that is stopped within a transaction holds up the others for a few seconds, and most of them not at all.</summary>
public sealed class StoppedProcessTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(12);

    private readonly StoppedCommits _commits = new();
    private PostgresDatabase _database = null!;
    private IHost _here = null!;
    private IHost _stopped = null!;
    private ApiToken _token = null!;
    private ApiToken _other = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new(await postgres.CreateDatabaseAsync());
        _here = await TokenHost.CreateMigratedAsync(_database);
        _stopped = TokenHost.Create(options =>
        {
            _database.Configure(options);
            options.AddInterceptors(_commits);
        });
        (_token, _other) = (SampleTokens.Create(), SampleTokens.Create("bob"));
        await _here.Store().AddAsync(_token);
        await _here.Store().AddAsync(_other);
    }

    public async ValueTask DisposeAsync()
    {
        _commits.Continue();
        _stopped.Dispose();
        _here.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_process_that_stops_while_it_writes_usage_holds_up_no_change_of_other_tokens()
    {
        await StopAsync(() => _stopped.Usage().AddAsync(SampleUsage.Of(_token.Id, 1, SampleTokens.Noon)));

        (await TimeOfAsync(() => _here.Store().TryUpdateAsync(Revoked(_other)))).Should().BeLessThan(AtOnce);
        (await TimeOfAsync(() => _here.Store().AddAsync(SampleTokens.Create()))).Should().BeLessThan(AtOnce);
        (await TimeOfAsync(async () => (await _here.Store().RevokeAllAsync("bob", SampleTokens.Noon)).Should().Be(0))).Should().BeLessThan(AtOnce);
    }

    [Fact]
    public async Task A_token_whose_usage_it_was_writing_can_be_revoked_seconds_later()
    {
        var writing = await StopAsync(() => _stopped.Usage().AddAsync(SampleUsage.Of(_token.Id, 1, SampleTokens.Noon)));

        (await TimeOfAsync(() => UntilChangedAsync(Revoked(_token)))).Should().BeLessThan(Bound);

        _commits.Continue();
        await FluentActions.Awaiting(() => writing).Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task A_process_that_stops_within_a_change_holds_up_the_changes_of_others_for_seconds_only()
    {
        var changing = await StopAsync(() => _stopped.Store().TryUpdateAsync(_token with { Name = "Renamed" }));

        (await TimeOfAsync(() => UntilChangedAsync(Revoked(_other)))).Should().BeLessThan(Bound);

        _commits.Continue();
        await FluentActions.Awaiting(() => changing).Should().ThrowAsync<Exception>();
        (await _here.Store().FindAsync(_token.Id)).Should().BeEquivalentTo(_token);
    }

    [Fact]
    public async Task A_process_that_stops_while_it_deletes_permits_makes_no_request_of_the_others_fail()
    {
        using var sharing = TokenHost.With(auth => auth.AddEntityFrameworkStores(_database.Configure).AddSharedRateLimits());
        await _database.ExecuteAsync($"INSERT INTO mcp_token_permits (token_id, ledger, ends_at) VALUES ('{_token.Id}', '', 1)");
        await StopAsync(() => _stopped.Usage().PruneAsync(TimeProvider.System.GetUtcNow()));

        var request = new PermitRequest { TokenId = _token.Id, Limit = 10, LoanId = Guid.NewGuid() };
        var loan = await sharing.Services.GetRequiredService<IPermitStore>().BorrowAsync(request, TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);

        loan.Permits.Should().Be(1);
    }

    [Fact]
    public async Task A_revocation_that_waits_for_somebody_who_never_lets_go_gets_503_after_five_seconds()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Auth = auth => auth.AddEntityFrameworkStores(_database.Configure);
            options.Settings["McpAuth:Cache:StalenessBound"] = "00:01:00";
        });
        var issued = await server.IssueAsync();
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var holder = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("UPDATE mcp_token_changes SET value = value", connection, holder);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        using var revocation = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}").WaitAsync(Bound, TestContext.Current.CancellationToken);

        revocation.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        revocation.Headers.RetryAfter.Should().NotBeNull();
        await holder.RollbackAsync(TestContext.Current.CancellationToken);
        using var again = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");
        again.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    private static ApiToken Revoked(ApiToken token) => token with { RevokedAt = SampleTokens.Noon };

    private static async Task<TimeSpan> TimeOfAsync(Func<Task> operation)
    {
        var watch = Stopwatch.StartNew();
        await operation().WaitAsync(Bound, TestContext.Current.CancellationToken);
        return watch.Elapsed;
    }

    private async Task<Task> StopAsync(Func<Task> operation)
    {
        _commits.IsArmed = true;
        var running = operation();
        await _commits.Reached.WaitAsync(Bound, TestContext.Current.CancellationToken);
        return running;
    }

    // As a client does, which is told to try again.
    private async Task UntilChangedAsync(ApiToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                (await _here.Store().TryUpdateAsync(token, cancellationToken: TestContext.Current.CancellationToken)).Should().BeTrue();
                return;
            }
            catch (Exception exception) when (attempt == 1 && exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
            {
            }
        }
    }
}
