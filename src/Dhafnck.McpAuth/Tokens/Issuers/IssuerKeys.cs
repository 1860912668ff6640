using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// Keeps the last known keys of an issuer. When a token needs them and their lifetime has passed, one request fetches them for
/// all waiting callers. While the issuer does not answer, the last known keys stay in use. A response with a JWK set replaces
/// them.
/// </summary>
internal sealed partial class IssuerKeys(TrustedIssuer issuer, IHttpClientFactory clients, TimeProvider time, ILogger logger)
{
    /// <summary>The time for which fetched keys are used before they are fetched again. A withdrawn key stops working after this time.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The time after a failed fetch before the issuer is asked again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The minimum time between requests for an unknown key. It keeps tokens with made-up <c>kid</c> values from flooding the
    /// issuer with requests.
    /// </summary>
    public static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(30);

    private const long Never = long.MinValue;

    private readonly IssuerDocuments _documents = new(clients, isLocal: IssuerDocuments.IsLocal(new(issuer.Authority is { Length: > 0 } authority ? authority : issuer.JwksUri!)));
    private readonly Lock _lock = new();
    private Answer? _last;
    private Task? _asking;
    private long _askedAt = Never;
    private volatile bool _isFailing;
    private (int Usable, int Skipped)? _found;

    /// <summary>The issuer, as tokens name it.</summary>
    public string Issuer => issuer.Issuer;

    /// <summary>Whether the issuer has ever published its keys to this process.</summary>
    public bool AreKnown => Volatile.Read(ref _last) is not null;

    /// <summary>Whether the last attempt to fetch the keys failed.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>Returns whether these are the last keys that the issuer published, and still fresh.</summary>
    public bool Confirms(PublishedKeys keys) => Volatile.Read(ref _last) is { } last && ReferenceEquals(last.Keys, keys) && IsFresh(last);

    /// <summary>Returns the keys of the issuer, or <see langword="null"/> when it has never answered.</summary>
    public async ValueTask<PublishedKeys?> GetAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && IsFresh(last))
        {
            return last.Keys;
        }

        // While the issuer is known to be unreachable, requests do not wait for it.
        if (Ask(last is null && _isFailing ? RetryInterval : TimeSpan.Zero) is { } asking && !(last is not null && _isFailing))
        {
            await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Volatile.Read(ref _last)?.Keys;
    }

    /// <summary>
    /// Asks the issuer for a key that is not among the <paramref name="known"/> ones, and returns its current keys. Returns the
    /// known keys when it was asked just before.
    /// </summary>
    public async ValueTask<PublishedKeys> RenewAsync(PublishedKeys known, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _last) is { } last && ReferenceEquals(last.Keys, known) && Ask(UnknownKeyInterval) is { } asking)
        {
            await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Volatile.Read(ref _last)?.Keys ?? known;
    }

    private bool IsFresh(Answer answer) => time.GetElapsedTime(answer.From) < answer.Lifetime;

    private Task? Ask(TimeSpan pause)
    {
        lock (_lock)
        {
            if (_asking is { IsCompleted: false })
            {
                return _asking;
            }

            if (_askedAt != Never && time.GetElapsedTime(_askedAt) < pause)
            {
                return null;
            }

            var now = time.GetTimestamp();
            _askedAt = now;
            return _asking = Task.Run(() => AskAsync(now));
        }
    }

    private async Task AskAsync(long askedAt)
    {
        try
        {
            Learn(PublishedKeys.Parse(await FetchAsync().ConfigureAwait(false)), askedAt);
        }
        catch (Exception exception)
        {
            if (!_isFailing)
            {
                LogFailed(logger, exception, issuer.Issuer);
            }

            _isFailing = true;
            if (Volatile.Read(ref _last) is { } last && !IsFresh(last))
            {
                Volatile.Write(ref _last, new(last.Keys, time.GetTimestamp(), RetryInterval));
            }
        }
    }

    private void Learn(PublishedKeys keys, long askedAt)
    {
        // A set without usable keys withdraws the earlier keys. It is more likely a mistake, so fetch again soon.
        Volatile.Write(ref _last, new(keys, askedAt, keys.Count > 0 ? Lifetime : RetryInterval));
        _isFailing = false;
        if ((keys.Count, keys.Skipped) != _found)
        {
            _found = (keys.Count, keys.Skipped);
            LogKeys(logger, keys.Count > 0 ? LogLevel.Information : LogLevel.Warning, issuer.Issuer, keys.Count, keys.Skipped);
        }
    }

    private async Task<string> FetchAsync()
    {
        var address = issuer.Authority is { Length: > 0 } authority ? await DiscoverAsync(authority).ConfigureAwait(false) : issuer.JwksUri!;
        return await _documents.GetAsync(address, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<string> DiscoverAsync(string authority)
    {
        var document = await _documents.GetMetadataAsync(authority, CancellationToken.None).ConfigureAwait(false);
        var metadata = JsonSerializer.Deserialize(document, IssuerMetadataJsonContext.Default.IssuerMetadata);
        return metadata?.Issuer is not { } named || !IssuerSpellings.Of(issuer.Issuer).Contains(named)
            ? throw new InvalidOperationException(
                "The metadata of the authority names an issuer that differs from the configured one: "
                + "set TrustedIssuer.Issuer to the 'issuer' of its metadata.")
            : metadata.JwksUri is { Length: > 0 } address ? address
            : throw new InvalidOperationException("The metadata of the authority has no jwks_uri.");
    }

    [LoggerMessage(1310, LogLevel.Warning, "The keys of the issuer {Issuer} cannot be fetched. The last known keys stay in use; without any, its tokens get 503.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string issuer);

    [LoggerMessage(
        EventId = 1311,
        Message = "The issuer {Issuer} publishes {Usable} keys that verify signatures. {Skipped} others are skipped, because they are for another use "
            + "or cannot be read. Without a key that verifies, the issuer's tokens are refused.")]
    private static partial void LogKeys(ILogger logger, LogLevel level, string issuer, int usable, int skipped);

    private sealed record Answer(PublishedKeys Keys, long From, TimeSpan Lifetime);
}
