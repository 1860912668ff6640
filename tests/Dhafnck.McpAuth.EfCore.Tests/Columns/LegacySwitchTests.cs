using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Dhafnck.McpAuth.EfCore.Tests.Notes;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Columns;

/// <summary>Times are stored in UTC, also where <see cref="LegacyTimestampTests"/> runs this in its other process.</summary>
public sealed class LegacySwitchTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_record_has_its_times_in_UTC_in_whichever_zone_it_is_written()
    {
        AppContext.TryGetSwitch("Npgsql.EnableLegacyTimestampBehavior", out var isLegacy);
        isLegacy.Should().Be(Environment.GetEnvironmentVariable(LegacyTimestampTests.Variable) is not null);
        TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Equals(TimeSpan.FromHours(-5)).Should().Be(isLegacy || TimeZoneInfo.Local.BaseUtcOffset == TimeSpan.FromHours(-5));
        await using var database = new PostgresDatabase(await postgres.CreateDatabaseAsync());
        using var host = TokenHost.Create<NotesWithTokensDbContext>(database.Configure);
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotesWithTokensDbContext>().Database.EnsureCreatedAsync();
        var token = SampleTokens.CreateFull();
        var used = token.LastUsedAt!.Value.AddHours(1);

        await host.StartAsync();
        await host.Store().AddAsync(token);
        await host.Usage().AddAsync(SampleUsage.Of(token.Id, 1, used));

        (await host.Store().FindAsync(token.Id))!.ExpiresAt.Offset.Should().Be(TimeSpan.Zero);
        (await database.QueryAsync("SELECT to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM mcp_tokens"))
            .Should().Equal(token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        (await database.QueryAsync("SELECT to_char(last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM mcp_tokens"))
            .Should().Equal(used.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
    }
}
