using Dhafnck.McpAuth.EfCore.Model;
using Dhafnck.McpAuth.Usage;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Keeps usage in a relational database, together with the records.</summary>
internal sealed class EfUsageStore<TContext>(StoreScope<TContext> scope, TimeProvider time) : IUsageStore
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

    public Task<IReadOnlyList<RecentUse>> ListRecentAsync(IReadOnlyCollection<string> tokenIds, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        var first = SecondsNotBefore(since);
        tokenIds = [.. tokenIds.Where(UsageModel.IsIdentifier)];
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
                .. tokenIds.Where(tokenId => minutes.Contains(tokenId) || addresses.Contains(tokenId)).Select(tokenId => new RecentUse
                {
                    TokenId = tokenId,
                    Minutes = [.. minutes[tokenId].OrderBy(minute => minute.Start)],
                    Addresses = [.. Latest(addresses[tokenId]).Select(row => row.ToAddressUse())],
                }),
            ];
        });
    }

    public Task<bool> TryClaimEventAsync(string tokenId, string kind, DateTimeOffset period, CancellationToken cancellationToken = default) =>
        !UsageModel.IsIdentifier(tokenId)
            ? Task.FromResult(true)
            : scope.ReadAsync(context => new UsageStatements(context).TryClaimAsync(tokenId, kind, period.ToUnixTimeSeconds(), cancellationToken));

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
            .Select(day => (use.TokenId, UsagePeriod.Day, new UsageCount { Start = day.Key.Start, Tool = day.Key.Tool, Outcome = day.Key.Outcome, Count = day.Sum(count => count.Count) }));
        return minutes.Concat(hours).Concat(days)
            .OrderBy(entry => entry.Item2).ThenBy(entry => entry.Item3.Start).ThenBy(entry => entry.Item3.Tool, StringComparer.Ordinal).ThenBy(entry => entry.Item3.Outcome);
    }

    private static IEnumerable<(string TokenId, AddressUse Address)> AddressesOf(TokenUse use) =>
        use.Addresses.OrderBy(address => address.Address, StringComparer.Ordinal).Select(address => (use.TokenId, address));

    // Starts are whole seconds: one is before a time exactly when it is before that time rounded up to a whole second.
    private static long SecondsNotBefore(DateTimeOffset time) =>
        ((time.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerSecond);

    private static IEnumerable<UsageAddressRow> Latest(IEnumerable<UsageAddressRow> addresses) =>
        addresses.OrderByDescending(row => row.LastUsedAt).ThenByDescending(row => row.Address, StringComparer.Ordinal).Take(IUsageStore.AddressesPerToken);

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
