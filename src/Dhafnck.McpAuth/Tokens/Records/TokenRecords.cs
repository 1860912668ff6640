using Dhafnck.McpAuth.Telemetry;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Stores;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>
/// Provides token records: from the cache while the store has recently confirmed that they are current, otherwise from the store.
/// Caching never outlives a revocation.
/// </summary>
internal sealed partial class TokenRecords : IDisposable
{
    private readonly ITokenStore _store;
    private readonly ITokenOwnerPolicy _owners;
    private readonly TokenCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RecordMetrics? _metrics;
    private readonly StoreDeadline _deadline;
    private readonly TokenLookUps _lookUps;
    private readonly Outage _outage;

    public TokenRecords(ITokenStore store, ITokenOwnerPolicy owners, TokenCacheOptions options, TimeProvider time, ILogger<TokenRecords> logger, RecordMetrics? metrics = null)
    {
        (_store, _owners, _options, _time, _logger, _metrics) = (store, owners, options, time, logger, metrics);
        _deadline = new(options.StalenessBound, time);
        _outage = new(time);
        Trials = new(options.StalenessBound, time);
        Trust = new(options, time);
        Cache = new(options, time);
        _lookUps = new(options.PollInterval, Cache.Changes, Trust, time);
    }

    /// <summary>Decides whether cached records may be used.</summary>
    public RecordTrust Trust { get; }

    public RecordCache Cache { get; }

    /// <summary>Requests to poll the store before the next interval.</summary>
    public PollRequests PollRequests { get; } = new();

    /// <summary>Limits the lookups while the store fails.</summary>
    public StoreTrials Trials { get; }

    /// <summary>Returns the cached record of a token, if it may be used without asking the store.</summary>
    /// <param name="identifier">The identifier of the presented token.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="last">The record that last accepted the token. It is still current while the epoch is unchanged.</param>
    public KnownRecord? Recall(TokenIdentifier identifier, DateTimeOffset now, KnownRecord? last = null)
    {
        var timestamp = _time.GetTimestamp();
        if (!IsTrusted(timestamp, now))
        {
            return null;
        }

        var record = last is not null && last.Epoch == Cache.Changes.Epoch ? last : Cache.Find(identifier.TokenId);

        // A credential newer than the cached record comes from a rotation that this process has not seen yet.
        if (record is null
            || record.Token.Credential.Generation < identifier.Generation
            || _time.GetElapsedTime(record.ReadAt, timestamp) >= _options.RecordLifetime)
        {
            return null;
        }

        _metrics?.Hit();
        record.Use();
        return record;
    }

    /// <summary>
    /// Returns the record of a token, or that there is none. The answer is that it is unavailable when the store or the owner
    /// policy fails, or does not answer within the staleness bound.
    /// </summary>
    public async ValueTask<FoundRecord> FindAsync(TokenIdentifier identifier, CancellationToken cancellationToken)
    {
        if (Recall(identifier, _time.GetUtcNow()) is { } known)
        {
            return new(known, false);
        }

        _metrics?.Miss();
        if (Trials.IsStoreFailing && Trials.Refuses())
        {
            return FoundRecord.Unavailable;
        }

        var looking = Trials.IsStoreFailing ? Trials.RunAsync(() => LookUpAsync(identifier)) : LookUpAsync(identifier);
        try
        {
            return await looking.WaitAsync(_options.StalenessBound, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            LogOnce(exception);
            return FoundRecord.Unavailable;
        }
    }

    /// <summary>
    /// Records the first use of a credential that the token created itself, and returns the record as it is then. From now on, the
    /// former credential cannot replace this one.
    /// </summary>
    public async Task<FoundRecord> ConfirmAsync(TokenIdentifier identifier, KnownRecord known)
    {
        var used = known.Token.Recorded(TokenHistoryAction.FirstUsed, _time.GetUtcNow().To(TimeSpan.FromSeconds(1)), known.Token.Id);
        try
        {
            // The record may have been changed in the meantime. It is read again in either case.
            await _deadline.RunAsync(patience => _store.TryUpdateAsync(used, cancellationToken: patience), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogOnce(exception);
            return FoundRecord.Unavailable;
        }
        finally
        {
            Cache.Remove(known.Token.Id);
        }

        return await LookUpAsync(identifier).ConfigureAwait(false);
    }

    public void Dispose() => Cache.Dispose();

    private bool IsTrusted(long timestamp, DateTimeOffset now) => _options.RecordLifetime > TimeSpan.Zero && Trust.Holds(timestamp, now);

    private async Task<FoundRecord> LookUpAsync(TokenIdentifier identifier)
    {
        try
        {
            var record = await AskAsync(identifier).ConfigureAwait(false);
            if (_outage.End() is > 0 and var failures)
            {
                LogReadAgain(failures);
            }

            return new(record, false);
        }
        catch (Exception exception)
        {
            LogOnce(exception);
            return FoundRecord.Unavailable;
        }
    }

    private async Task<KnownRecord?> AskAsync(TokenIdentifier identifier)
    {
        // Without caching, lookups are not shared either.
        if (_options.RecordLifetime == TimeSpan.Zero)
        {
            return await ReadInTimeAsync(identifier.TokenId).ConfigureAwait(false);
        }

        var latest = _lookUps.Latest;
        var (record, number) = await _lookUps.FindAsync(identifier.TokenId, latest, () => ReadInTimeAsync(identifier.TokenId)).ConfigureAwait(false);

        // A lookup that others started earlier can be from before the token was created or rotated. And while a slow answer was on
        // its way, the token may have been revoked.
        var isOld = number <= latest && !(record?.Token.Credential.Generation >= identifier.Generation);
        return isOld || (record is not null && Cache.Changes.IsChanged(identifier.TokenId, record.Epoch))
            ? (await _lookUps.FindAsync(identifier.TokenId, latest, () => ReadInTimeAsync(identifier.TokenId)).ConfigureAwait(false)).Record
            : record;
    }

    // Not cancelled with the caller: others can be waiting for the same lookup.
    private Task<KnownRecord?> ReadInTimeAsync(string tokenId)
    {
        Task<KnownRecord?> Read() => _deadline.RunAsync(patience => ReadAsync(tokenId, patience), CancellationToken.None);
        return _metrics is null ? Read() : _metrics.LookUp.RunAsync(Read, TelemetryTags.TokenId, tokenId);
    }

    private async Task<KnownRecord?> ReadAsync(string tokenId, CancellationToken cancellationToken)
    {
        var epoch = Cache.Changes.Epoch;
        var readAt = _time.GetTimestamp();
        var isTrusted = IsTrusted(readAt, _time.GetUtcNow());
        if (await _store.FindAsync(tokenId, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            return null;
        }

        var record = new KnownRecord(token, await _owners.IsActiveAsync(token.OwnerId, cancellationToken).ConfigureAwait(false), readAt, epoch);
        if (isTrusted)
        {
            Cache.Add(record);
        }

        return record;
    }

    private void LogOnce(Exception exception)
    {
        if (_outage.Begins())
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(1305, LogLevel.Error, "The token store or the owner policy could not be read. Requests get 503 until it can be read again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(1306, LogLevel.Warning, "The token store can be read again, after {Failures} failures.")]
    private partial void LogReadAgain(long failures);
}
