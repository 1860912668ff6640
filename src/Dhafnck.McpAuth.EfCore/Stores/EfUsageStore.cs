using Dhafnck.McpAuth.EfCore.Model;
using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Keeps usage in a relational database, together with the records.</summary>
internal sealed class EfUsageStore<TContext>(StoreScope<TContext> scope, Retention<TContext> retention, TimeProvider time) : IUsageStore
    where TContext : DbContext
{
    private const int TokensPerStatement = 500;

    public Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);

        // Always in the same order, so that two processes cannot deadlock.
        var uses = batch.Uses.Where(use => UsageModel.IsIdentifier(use.TokenId)).OrderBy(use => use.TokenId, StringComparer.Ordinal).ToList();
        return scope.WriteAsync(
            async context =>
            {
                var statements = new UsageStatements(context);
                if (!await statements.TryNumberAsync(batch, time.GetUtcNow().ToUnixTimeSeconds(), cancellationToken))
                {
                    return false;
                }

                await statements.AddCountsAsync(uses.SelectMany(CountsOf), cancellationToken);
                await statements.AddAddressesAsync(uses.SelectMany(AddressesOf), cancellationToken);
                foreach (var some in uses.Where(use => use.Addresses.Count > 0).Select(use => use.TokenId).Chunk(TokensPerStatement))
                {
                    await ForgetAddressesAsync(context, some, cancellationToken);
                }

                await statements.AddToTokensAsync(uses, cancellationToken);
                return true;
            },
            commit: added => added,
            cancellationToken);
    }

    public Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var (first, end) = (SecondsNotBefore(from), SecondsNotBefore(before));
        return !UsageModel.IsIdentifier(tokenId) ? Task.FromResult<IReadOnlyList<UsageCount>>([]) : scope.ReadAsync<IReadOnlyList<UsageCount>>(async context =>
        {
            var rows = await context.Set<UsageRow>().AsNoTracking()
                .Where(row => row.TokenId == tokenId && row.Period == period && row.Start >= first && row.Start < end)
                .ToListAsync(cancellationToken);
            return [.. rows.OrderBy(row => row.Start).ThenBy(row => row.Tool, StringComparer.Ordinal).ThenBy(row => row.Outcome).Select(row => row.ToUsageCount())];
        });
    }

    public Task<IReadOnlyDictionary<string, IReadOnlyList<UsageCount>>> ListRequestsAsync(
        IReadOnlyCollection<string> tokenIds, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        var (first, end) = (SecondsNotBefore(from), SecondsNotBefore(before));
        string[] possible = [.. tokenIds.Where(UsageModel.IsIdentifier)];
        return scope.ReadAsync<IReadOnlyDictionary<string, IReadOnlyList<UsageCount>>>(async context =>
        {
            // An empty string means no tool: a count of requests.
            var rows = await context.Set<UsageRow>().AsNoTracking()
                .Where(row => possible.Contains(row.TokenId) && row.Period == period && row.Start >= first && row.Start < end && row.Tool == "")
                .ToListAsync(cancellationToken);
            return rows.GroupBy(row => row.TokenId, StringComparer.Ordinal).ToDictionary(
                token => token.Key,
                token => (IReadOnlyList<UsageCount>)[.. token.OrderBy(row => row.Start).ThenBy(row => row.Outcome).Select(row => row.ToUsageCount())],
                StringComparer.Ordinal);
        });
    }

    public Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        var first = SecondsNotBefore(since);
        string[] possible = [.. tokenIds.Where(UsageModel.IsIdentifier)];
        return scope.ReadAsync<IReadOnlyList<RecentUse>>(async context =>
        {
            // In one statement: a request can be waiting for the answer of a slow database.
            var minutes = context.Set<UsageRow>()
                .Where(row => possible.Contains(row.TokenId) && row.Period == UsagePeriod.Minute && row.Start >= first)
                .Select(row => new { row.TokenId, Address = (string?)null, Second = row.Start, row.Outcome, row.Count });
            var addresses = context.Set<UsageAddressRow>()
                .Where(row => possible.Contains(row.TokenId))
                .Select(row => new { row.TokenId, Address = (string?)row.Address, Second = row.LastUsedAt, Outcome = UsageOutcome.Succeeded, Count = 0L });
            var rows = await minutes.Concat(addresses).ToListAsync(cancellationToken);
            return
            [
                .. rows.GroupBy(row => row.TokenId, StringComparer.Ordinal).Select(token => new RecentUse
                {
                    TokenId = token.Key,
                    Minutes =
                    [
                        .. token.Where(row => row.Address is null)
                            .OrderBy(row => row.Second)
                            .Select(row => new UsageCount { Start = DateTimeOffset.FromUnixTimeSeconds(row.Second), Outcome = row.Outcome, Count = row.Count }),
                    ],
                    Addresses =
                    [
                        .. Latest(token.Where(row => row.Address is not null)
                            .Select(row => new AddressUse { Address = row.Address!, LastUsedAt = DateTimeOffset.FromUnixTimeSeconds(row.Second) })),
                    ],
                }),
            ];
        });
    }

    public Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default) =>
        !UsageModel.IsIdentifier(tokenId)
            ? Task.FromResult(true)
            : scope.ReadAsync(context => new UsageStatements(context).TryClaimAsync(tokenId, kind, period.ToUnixTimeSeconds(), cancellationToken));

    public async Task PruneAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        foreach (var period in Enum.GetValues<UsagePeriod>())
        {
            await retention.DeleteAsync(
                (context, end) => context.Set<UsageRow>().Where(row => row.Period == period && row.Start < end),
                row => row.Start,
                (now - UsageRetention.Of(period)).ToUnixTimeSeconds(),
                cancellationToken);
        }

        await retention.DeleteAsync(
            (context, end) => context.Set<UsageBatchRow>().Where(row => row.WrittenAt < end),
            row => row.WrittenAt,
            (now - UsageRetention.Batches).ToUnixTimeSeconds(),
            cancellationToken);
        await retention.DeleteAsync(
            (context, end) => context.Set<TokenEventRow>().Where(row => row.Period < end),
            row => row.Period,
            (now - UsageRetention.Days).ToUnixTimeSeconds(),
            cancellationToken);
        await retention.DeleteAsync(
            (context, end) => context.Set<UsageAddressRow>().Where(row => row.LastUsedAt < end),
            row => row.LastUsedAt,
            (now - UsageRetention.Addresses).ToUnixTimeSeconds(),
            cancellationToken);
        await retention.DeleteAsync(
            (context, end) => context.Set<TokenPermitRow>().Where(row => row.EndsAt < end),
            row => row.EndsAt,
            (now - UsageRetention.Minutes).ToUnixTimeSeconds(),
            PostgresLocks.OfRequests,
            cancellationToken);
    }

    private static IEnumerable<(string TokenId, UsagePeriod Period, UsageCount Count)> CountsOf(TokenUse use)
    {
        var minutes = use.Minutes.Select(count => (use.TokenId, UsagePeriod.Minute, count));
        var hours = use.Hours.Select(count => (use.TokenId, UsagePeriod.Hour, count));
        var days = use.Hours
            .GroupBy(count => (Start: new DateTimeOffset(count.Start.UtcDateTime.Date, TimeSpan.Zero), count.Tool, count.Outcome))
            .Select(day => (use.TokenId, UsagePeriod.Day, new UsageCount { Start = day.Key.Start, Tool = day.Key.Tool, Outcome = day.Key.Outcome, Count = day.Sum(count => count.Count) }));
        return minutes.Concat(hours).Concat(days)
            .OrderBy(entry => entry.Item2).ThenBy(entry => entry.Item3.Start).ThenBy(entry => entry.Item3.Tool, StringComparer.Ordinal).ThenBy(entry => entry.Item3.Outcome);
    }

    private static IEnumerable<(string TokenId, AddressUse Address)> AddressesOf(TokenUse use) =>
        use.Addresses.OrderBy(address => address.Address, StringComparer.Ordinal).Select(address => (use.TokenId, address));

    // Starts are whole seconds: one is before a time exactly when it is before that time rounded up to a whole second.
    private static long SecondsNotBefore(DateTimeOffset time) =>
        ((time.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerSecond);

    private static IEnumerable<AddressUse> Latest(IEnumerable<AddressUse> addresses) =>
        addresses.OrderByDescending(address => address.LastUsedAt).ThenByDescending(address => address.Address, StringComparer.Ordinal).Take(IUsageStore.AddressesPerToken);

    private static async Task ForgetAddressesAsync(TContext context, string[] tokenIds, CancellationToken cancellationToken)
    {
        var addresses = context.Set<UsageAddressRow>();
        await addresses
            .Where(row => tokenIds.Contains(row.TokenId)
                && addresses.Count(other => other.TokenId == row.TokenId
                    && (other.LastUsedAt > row.LastUsedAt || (other.LastUsedAt == row.LastUsedAt && other.Address.CompareTo(row.Address) > 0))) >= IUsageStore.AddressesPerToken)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
