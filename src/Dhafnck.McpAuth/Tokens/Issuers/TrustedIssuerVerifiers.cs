using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>The verifiers of the trusted external issuers, by <c>iss</c>.</summary>
internal sealed class TrustedIssuerVerifiers(JwtOptions options, IHttpClientFactory? clients, TimeProvider time, ILoggerFactory loggerFactory)
{
    private readonly FrozenDictionary<string, TrustedIssuerVerifier> _issuers = options.TrustedIssuers
        .SelectMany(issuer => BySpelling(issuer, [.. IssuerSpellings.Of(issuer, options)], Keys(issuer, clients, time, loggerFactory), time))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The published keys of the issuers that publish theirs.</summary>
    public IEnumerable<IssuerKeys> PublishedKeys => _issuers.Values.Select(issuer => issuer.PublishedKeys).OfType<IssuerKeys>().Distinct();

    /// <summary>The issuers, in each spelling that tokens can have.</summary>
    public IEnumerable<string> Issuers => _issuers.Keys;

    /// <summary>Returns the verifier for an issuer's tokens, or <see langword="null"/> when the issuer is not trusted.</summary>
    public TrustedIssuerVerifier? Find(string issuer) => _issuers.GetValueOrDefault(issuer);

    private static IEnumerable<KeyValuePair<string, TrustedIssuerVerifier>> BySpelling(TrustedIssuer issuer, IReadOnlyList<string> spellings, IssuerKeys? keys, TimeProvider time)
    {
        var verifier = new TrustedIssuerVerifier(issuer, spellings, keys, time);
        return spellings.Select(spelling => KeyValuePair.Create(spelling, verifier));
    }

    private static IssuerKeys? Keys(TrustedIssuer issuer, IHttpClientFactory? clients, TimeProvider time, ILoggerFactory loggerFactory) =>
        !issuer.PublishesKeys ? null
        : clients is null ? throw new ArgumentException($"The trusted issuer '{issuer.Issuer}' publishes its keys, but no IHttpClientFactory is available to fetch them.", nameof(clients))
        : new(issuer, clients, time, loggerFactory.CreateLogger<IssuerKeys>());
}
