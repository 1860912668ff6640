using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Usage;

/// <summary>What is known of a token's use, by every process. Nothing waits for the store without end.</summary>
internal sealed class UsageReader(IUsageStore store, UsageWriter writer, TokenActivities activities, StoreDeadline deadline)
{
    /// <summary>Puts into the store what this process has counted up to now.</summary>
    public Task WriteAsync(CancellationToken cancellationToken) => deadline.RunAsync(writer.WriteAsync, cancellationToken);

    public Task<IReadOnlyList<UsageCount>> ListAsync(string tokenId, UsagePeriod period, DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken) =>
        deadline.RunAsync(patience => store.ListAsync(tokenId, period, from, before, patience), cancellationToken);

    /// <summary>How many requests are within the window of the limit, when there is room for one more, and the last addresses.</summary>
    public Task<(int Window, DateTimeOffset FreeAt, IReadOnlyList<AddressUse> Addresses)> ReadRecentAsync(string tokenId, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        deadline.RunAsync(patience => ReadAsync(tokenId, limit, now, patience), cancellationToken);

    private async Task<(int Window, DateTimeOffset FreeAt, IReadOnlyList<AddressUse> Addresses)> ReadAsync(string tokenId, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await activities.LearnAsync([tokenId], cancellationToken).ConfigureAwait(false);
        var recent = await store.ListRecentAsync([tokenId], now - RequestWindow.Length, cancellationToken).ConfigureAwait(false);
        var activity = activities.Of(tokenId);
        return (activity.CountWindow(now), activity.FreeAt(limit, now), recent is [{ } only] ? only.Addresses : []);
    }
}
