using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>Keeps use in a relational database, beside the records.</summary>
internal sealed class EfUsageStore<TContext>(StoreScope<TContext> scope, TimeProvider time) : IUsageStore
    where TContext : DbContext
{
    public Task AddAsync(UsageBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);

        // Always in the same order, so that two processes never wait for each other.
        var uses = batch.Uses.OrderBy(use => use.TokenId, StringComparer.Ordinal).ToList();
        return scope.WriteAsync(
            async context =>
            {
                var statements = new UsageStatements(context);
                if (!await statements.TryNumberAsync(batch, time.GetUtcNow().ToUnixTimeSeconds(), cancellationToken))
                {
                    return false;
                }

                await statements.AddToTokensAsync(uses, cancellationToken);
                await statements.AddCountsAsync(uses.SelectMany(CountsOf), cancellationToken);
                await statements.AddAddressesAsync(uses.SelectMany(use => use.Addresses.OrderBy(address => address.Address, StringComparer.Ordinal).Select(address => (use.TokenId, address))), cancellationToken);
                await ForgetAddressesAsync(context, [.. uses.Where(use => use.Addresses.Count > 0).Select(use => use.TokenId)], cancellationToken);
                return true;
            },
            commit: added => added,
            cancellationToken);
    }

    public Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var (first, end) = (from.ToUnixTimeSeconds(), before.ToUnixTimeSeconds());
        return scope.ReadAsync<IReadOnlyList<UsageCount>>(async context =>
        {
            var rows = await context.Set<UsageRow>().AsNoTracking()
                .Where(row => row.TokenId == tokenId && row.Period == period && row.Start >= first && row.Start < end)
                .ToListAsync(cancellationToken);
            return [.. rows.OrderBy(row => row.Start).ThenBy(row => row.Tool, StringComparer.Ordinal).ThenBy(row => row.Outcome).Select(row => row.ToUsageCount())];
        });
    }

    public Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        var first = since.ToUnixTimeSeconds();
        return scope.ReadAsync<IReadOnlyList<RecentUse>>(async context =>
        {
            var minutes = (await context.Set<UsageRow>().AsNoTracking()
                .Where(row => tokenIds.Contains(row.TokenId) && row.Period == UsagePeriod.Minute && row.Start >= first)
                .ToListAsync(cancellationToken)).ToLookup(row => row.TokenId, row => row.ToUsageCount());
            var addresses = (await context.Set<UsageAddressRow>().AsNoTracking()
                .Where(row => tokenIds.Contains(row.TokenId))
                .ToListAsync(cancellationToken)).ToLookup(row => row.TokenId);
            return
            [
                .. tokenIds.Where(tokenId => minutes.Contains(tokenId) || addresses.Contains(tokenId)).Select(tokenId => new RecentUse(
                    tokenId,
                    [.. minutes[tokenId].OrderBy(minute => minute.Start)],
                    [.. Latest(addresses[tokenId]).Select(row => new AddressUse(row.Address, DateTimeOffset.FromUnixTimeSeconds(row.LastUsedAt)))])),
            ];
        });
    }

    public Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default) =>
        scope.ReadAsync(context => new UsageStatements(context).TryClaimAsync(tokenId, kind, period.ToUnixTimeSeconds(), cancellationToken));

    public Task PruneAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        scope.ReadAsync(async context =>
        {
            foreach (var period in Enum.GetValues<UsagePeriod>())
            {
                var end = (now - UsageRetention.Of(period)).ToUnixTimeSeconds();
                await context.Set<UsageRow>().Where(row => row.Period == period && row.Start < end).ExecuteDeleteAsync(cancellationToken);
            }

            var (batches, events) = ((now - UsageRetention.Batches).ToUnixTimeSeconds(), (now - UsageRetention.Days).ToUnixTimeSeconds());
            await context.Set<UsageBatchRow>().Where(row => row.WrittenAt < batches).ExecuteDeleteAsync(cancellationToken);
            return await context.Set<TokenEventRow>().Where(row => row.Period < events).ExecuteDeleteAsync(cancellationToken);
        });

    private static IEnumerable<(string TokenId, UsagePeriod Period, UsageCount Count)> CountsOf(TokenUse use)
    {
        var minutes = use.Minutes.Select(count => (use.TokenId, UsagePeriod.Minute, count));
        var hours = use.Hours.Select(count => (use.TokenId, UsagePeriod.Hour, count));
        var days = use.Hours
            .GroupBy(count => (Start: new DateTimeOffset(count.Start.UtcDateTime.Date, TimeSpan.Zero), count.Tool, count.Outcome))
            .Select(day => (use.TokenId, UsagePeriod.Day, new UsageCount(day.Key.Start, day.Key.Tool, day.Key.Outcome, day.Sum(count => count.Count))));
        return minutes.Concat(hours).Concat(days)
            .OrderBy(entry => entry.Item2).ThenBy(entry => entry.Item3.Start).ThenBy(entry => entry.Item3.Tool, StringComparer.Ordinal).ThenBy(entry => entry.Item3.Outcome);
    }

    private static IEnumerable<UsageAddressRow> Latest(IEnumerable<UsageAddressRow> addresses) =>
        addresses.OrderByDescending(row => row.LastUsedAt).ThenByDescending(row => row.Address, StringComparer.Ordinal).Take(IUsageStore.AddressesPerToken);

    private static async Task ForgetAddressesAsync(TContext context, List<string> tokenIds, CancellationToken cancellationToken)
    {
        var addresses = context.Set<UsageAddressRow>();
        await addresses
            .Where(row => tokenIds.Contains(row.TokenId)
                && addresses.Count(other => other.TokenId == row.TokenId
                    && (other.LastUsedAt > row.LastUsedAt || (other.LastUsedAt == row.LastUsedAt && other.Address.CompareTo(row.Address) > 0))) >= IUsageStore.AddressesPerToken)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
