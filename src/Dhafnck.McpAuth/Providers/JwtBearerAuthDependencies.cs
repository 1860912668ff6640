using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// What <see cref="JwtBearerAuthProvider"/> works with, in one parameter, so that a subclass's constructor stays
/// right when the provider comes to need more. It comes from the service provider.
/// </summary>
public sealed class JwtBearerAuthDependencies
{
    /// <summary>Makes them by hand, as a test does.</summary>
    /// <param name="options">How tokens are signed and recognized, complete: with a key and at least one audience.</param>
    /// <param name="store">Where the records are.</param>
    /// <param name="owners">Who says whether owners are still there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggerFactory">Where what goes wrong is logged.</param>
    /// <param name="clients">What the keys of trusted issuers that publish them are fetched with.</param>
    /// <exception cref="ArgumentException">A trusted issuer publishes its keys, and <paramref name="clients"/> is <see langword="null"/>.</exception>
    public JwtBearerAuthDependencies(JwtOptions options, ITokenStore store, ITokenOwnerPolicy owners, TimeProvider time, ILoggerFactory loggerFactory, IHttpClientFactory? clients = null)
        : this(options, new TokenRecords(store, owners, new() { RecordLifetime = TimeSpan.Zero }, time), new VerifiedTokens(new()), time, loggerFactory, clients)
    {
    }

    internal JwtBearerAuthDependencies(JwtOptions options, TokenRecords records, VerifiedTokens verified, TimeProvider time, ILoggerFactory loggerFactory, IHttpClientFactory? clients)
    {
        Options = options;
        Verifier = new(options);
        TrustedIssuers = new(options, clients, time, loggerFactory);
        Records = records;
        Verified = verified;
        Time = time;
        Logger = loggerFactory.CreateLogger<JwtBearerAuthProvider>();
    }

    internal JwtOptions Options { get; }

    internal JwtVerifier Verifier { get; }

    internal TrustedIssuerVerifiers TrustedIssuers { get; }

    internal TokenRecords Records { get; }

    internal VerifiedTokens Verified { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }
}
