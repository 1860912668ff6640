using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// The keys that an issuer publishes, as it last said. They are asked for when a token needs them and their time is
/// over, by one request for all who wait. An issuer that cannot be asked is gone by what it said last.
/// </summary>
internal sealed partial class IssuerKeys(TrustedIssuer issuer, IHttpClientFactory clients, TimeProvider time, ILogger logger)
{
    /// <summary>For how long what the issuer said is gone by: a key that it withdraws opens nothing after that.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long after a failure the issuer is asked again.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long after a question the issuer is asked for a key that it did not name: whoever makes up a <c>kid</c> does not set the pace.</summary>
    public static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(30);

    private const long Never = long.MinValue;

    private readonly IssuerDocuments _documents = new(clients, isLocal: IssuerDocuments.IsLocal(new(issuer.Authority is { Length: > 0 } authority ? authority : issuer.JwksUri!)));
    private readonly Lock _lock = new();
    private Answer? _last;
    private Task? _asking;
    private long _askedAt = Never;
    private volatile bool _isFailing;

    /// <summary>Whether these are the keys that the issuer last named, and the time of that answer is not over.</summary>
    public bool Confirms(PublishedKeys keys) => Volatile.Read(ref _last) is { } last && ReferenceEquals(last.Keys, keys) && IsFresh(last);

    /// <summary>The keys of the issuer, or <see langword="null"/> when it has never answered.</summary>
    public async ValueTask<PublishedKeys?> GetAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && IsFresh(last))
        {
            return last.Keys;
        }

        // Whoever comes while the issuer is known to be away does not wait for it.
        if (Ask(last is null && _isFailing ? RetryInterval : TimeSpan.Zero) is { } asking && !(last is not null && _isFailing))
        {
            await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Volatile.Read(ref _last)?.Keys;
    }

    /// <summary>The keys of the issuer after it was asked for one that is not among the <paramref name="known"/>; or those, when it was asked just now.</summary>
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
            var keys = new PublishedKeys(await FetchAsync().ConfigureAwait(false));
            Volatile.Write(ref _last, new(keys, askedAt, Lifetime));
            _isFailing = false;
            LogKeys(logger, issuer.Issuer, keys.Count);
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

    private async Task<JsonWebKeySet> FetchAsync()
    {
        if (issuer.Authority is not { Length: > 0 } authority)
        {
            return new(await _documents.GetDocumentAsync(issuer.JwksUri!, CancellationToken.None).ConfigureAwait(false));
        }

        var configuration = await OpenIdConnectConfigurationRetriever
            .GetAsync($"{authority.TrimEnd('/')}/.well-known/openid-configuration", _documents, CancellationToken.None).ConfigureAwait(false);
        return configuration.Issuer == issuer.Issuer
            ? configuration.JsonWebKeySet ?? throw new InvalidOperationException("The authority names no jwks_uri.")
            : throw new InvalidOperationException("The authority says that it is another issuer than the one configured: set TrustedIssuer.Issuer to the 'issuer' of its openid-configuration.");
    }

    [LoggerMessage(1, LogLevel.Warning, "The keys of the issuer {Issuer} cannot be fetched. Those that it named last are gone by; without any, its tokens get 503.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string issuer);

    [LoggerMessage(2, LogLevel.Debug, "The issuer {Issuer} has {Count} keys.")]
    private static partial void LogKeys(ILogger logger, string issuer, int count);

    private sealed record Answer(PublishedKeys Keys, long From, TimeSpan Lifetime);
}
