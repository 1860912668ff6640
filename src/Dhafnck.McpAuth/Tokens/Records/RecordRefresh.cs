using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Reads the cached records again before their lifetime ends, many in one query. The poll reports the changes that the library
/// made; this finds those made directly by SQL, and owners who are no longer active. Requests do not wait for it.
/// </summary>
internal sealed partial class RecordRefresh(ITokenStore store, ITokenOwnerPolicy owners, TokenRecords records, TokenCacheOptions options, TimeProvider time, ILogger<RecordRefresh> logger)
    : BackgroundService
{
    private const int AtOnce = 500;

    // A record that is used less often is read when it is used.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly StoreDeadline _deadline = new(options.StalenessBound, time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.RecordLifetime == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            while (true)
            {
                await Task.Delay(NextPause(), time, stoppingToken);
                await RefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    // Around a sixth of the lifetime: a record that is half as old as it may become is then read again at least twice before it
    // lapses. The length varies, so that processes that started together do not ask together.
    private TimeSpan NextPause() => options.RecordLifetime / 6 * (0.75 + (Random.Shared.NextDouble() / 2));

    private async Task RefreshAsync(CancellationToken stoppingToken)
    {
        if (!records.Trust.Holds(time.GetTimestamp(), time.GetUtcNow()))
        {
            return;
        }

        try
        {
            foreach (var some in records.Cache.ListOlderThan(options.RecordLifetime / 2, Idle).Chunk(AtOnce))
            {
                await _deadline.RunAsync(patience => RefreshAsync(some, patience), stoppingToken);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    private async Task RefreshAsync(KnownRecord[] known, CancellationToken cancellationToken)
    {
        var (epoch, readAt) = (records.Cache.Changes.Epoch, time.GetTimestamp());
        var read = (await store.FindManyAsync([.. known.Select(record => record.Token.Id)], cancellationToken)).ToDictionary(token => token.Id, StringComparer.Ordinal);
        var active = (await owners.ListActiveAsync([.. read.Values.Select(token => token.OwnerId).Distinct(StringComparer.Ordinal)], cancellationToken)).ToHashSet(StringComparer.Ordinal);
        foreach (var record in known)
        {
            if (read.TryGetValue(record.Token.Id, out var token))
            {
                records.Cache.Add(record.Renew(token, active.Contains(token.OwnerId), readAt, epoch));
            }
            else
            {
                records.Cache.Remove(record.Token.Id);
            }
        }
    }

    [LoggerMessage(1307, LogLevel.Debug, "Cached records could not be read again in the background. Requests read those that lapse.")]
    private partial void LogFailed(Exception exception);
}
