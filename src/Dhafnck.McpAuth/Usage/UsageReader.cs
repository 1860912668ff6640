namespace Dhafnck.McpAuth.Usage;

/// <summary>What is known of a token's use, by every process.</summary>
internal sealed class UsageReader(IUsageStore store, UsageWriter writer, TokenActivities activities)
{
    /// <summary>Puts into the store what this process has counted up to now.</summary>
    public Task WriteAsync(CancellationToken cancellationToken) => writer.WriteAsync(cancellationToken);

    public Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken) =>
        store.ListAsync(tokenId, period, from, before, cancellationToken);

    /// <summary>How many requests are within the window of the limit, and the last addresses.</summary>
    public async Task<(int Window, IReadOnlyList<AddressUse> Addresses)> ReadRecentAsync(string tokenId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await activities.LearnAsync([tokenId], cancellationToken).ConfigureAwait(false);
        var recent = await store.ListRecentAsync([tokenId], now - RequestWindow.Length, cancellationToken).ConfigureAwait(false);
        return (activities.Of(tokenId).CountWindow(now), recent is [{ } only] ? only.Addresses : []);
    }
}
