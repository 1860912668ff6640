using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth;

/// <summary>
/// The dependencies of <see cref="JwtBearerAuthProvider"/>, in one parameter. A subclass's constructor stays valid when
/// the provider gets more dependencies. The service provider supplies it.
/// </summary>
public sealed class JwtBearerAuthDependencies
{
    /// <summary>Creates the dependencies without a service provider, for example in a test.</summary>
    /// <param name="options">
    /// The options, as for <c>AddMcpAuth()</c>. It uses <see cref="McpAuthOptions.Jwt"/>, which needs a key and at least one
    /// audience. Nothing fills in its defaults or validates it here.
    /// </param>
    /// <param name="store">The store of the token records.</param>
    /// <param name="owners">The policy that decides whether owners are still active.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggerFactory">The factory of the loggers.</param>
    /// <param name="clients">The factory of the HTTP clients that fetch the published keys of trusted issuers.</param>
    /// <exception cref="ArgumentException">A trusted issuer publishes its keys, and <paramref name="clients"/> is <see langword="null"/>.</exception>
    public JwtBearerAuthDependencies(IOptions<McpAuthOptions> options, ITokenStore store, ITokenOwnerPolicy owners, TimeProvider time, ILoggerFactory loggerFactory, IHttpClientFactory? clients = null)
        : this(
            options?.Value.Jwt ?? throw new ArgumentNullException(nameof(options)),
            new TokenRecords(store, owners, new() { RecordLifetime = TimeSpan.Zero }, time, loggerFactory.CreateLogger<TokenRecords>()),
            new VerifiedTokens(new()),
            time,
            loggerFactory,
            clients)
    {
    }

    internal JwtBearerAuthDependencies(
        JwtOptions options,
        TokenRecords records,
        VerifiedTokens verified,
        TimeProvider time,
        ILoggerFactory loggerFactory,
        IHttpClientFactory? clients)
    {
        Options = options;
        Shape = new(options);
        Verifier = new(options);
        TrustedIssuers = new(options, clients, time, loggerFactory);
        Records = records;
        Verified = verified;
        Time = time;
        Logger = loggerFactory.CreateLogger<JwtBearerAuthProvider>();
    }

    internal JwtOptions Options { get; }

    internal TokenShape Shape { get; }

    internal JwtVerifier Verifier { get; }

    internal TrustedIssuerVerifiers TrustedIssuers { get; }

    internal TokenRecords Records { get; }

    internal VerifiedTokens Verified { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }
}
