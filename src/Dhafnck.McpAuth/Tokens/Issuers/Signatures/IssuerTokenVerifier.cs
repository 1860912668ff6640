using Dhafnck.McpAuth.Tokens.Issuers;
using Dhafnck.McpAuth.Tokens.Issuers.Signatures;
using Dhafnck.McpAuth.Tokens.Jwt;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Verifies tokens of one issuer that are not access tokens for this server, such as the identity of a workload or an assertion
/// (RFC 7523 §3), with the keys that the issuer publishes. The keys are fetched and cached as for a <see cref="TrustedIssuer"/>
/// whose access tokens are accepted. An authorization server uses this class.
/// </summary>
public sealed class IssuerTokenVerifier
{
    private readonly string _issuer;
    private readonly string[] _types;
    private readonly bool _allowsNoType;
    private readonly IssuerSignature _signature;
    private readonly TimeProvider _time;

    /// <summary>Creates a verifier. It fetches the keys when the first token needs them.</summary>
    /// <param name="issuer">
    /// The issuer, with an <see cref="TrustedIssuer.Authority"/> or a <see cref="TrustedIssuer.JwksUri"/>, its
    /// audiences and <see cref="TrustedIssuer.Algorithms"/>. What else it has is for access tokens, and not used.
    /// </param>
    /// <param name="types">
    /// The accepted types (<c>typ</c>, RFC 8725 §3.11), compared without case. A <see langword="null"/> among them accepts a token
    /// without a type.
    /// </param>
    /// <param name="clients">The HTTP clients. <c>AddMcpAuth()</c> configures the one that fetches keys.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggerFactory">The logger factory.</param>
    /// <exception cref="ArgumentException">The issuer has no audience or publishes no keys, or an address is not allowed: see <see cref="IsKeyAddress"/>.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="issuer"/>, <paramref name="types"/> or <paramref name="clients"/> is <see langword="null"/>.</exception>
    public IssuerTokenVerifier(TrustedIssuer issuer, IReadOnlyCollection<string?> types, IHttpClientFactory clients, TimeProvider time, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(clients);
        if (!IsKeyAddress(string.IsNullOrEmpty(issuer.Authority) ? issuer.JwksUri : issuer.Authority))
        {
            throw new ArgumentException("The issuer needs an Authority or a JwksUri that is an https address, or an http address of this machine.", nameof(issuer));
        }

        if (issuer.Audiences.Count == 0)
        {
            throw new ArgumentException("The issuer needs an audience: a token for somebody else must not be accepted.", nameof(issuer));
        }

        _issuer = issuer.Issuer;
        _types = [.. types.OfType<string>()];
        _allowsNoType = types.Contains(null);
        _time = time;
        _signature = new(issuer, [issuer.Issuer], issuer.Audiences, new(issuer, clients, time, loggerFactory.CreateLogger<IssuerKeys>()), time);
    }

    /// <summary>Returns whether keys may be fetched from an address: an https URL, or an http URL of this machine, without user and fragment.</summary>
    /// <param name="address">The address.</param>
    public static bool IsKeyAddress(string? address) => IssuerDocuments.IsAllowed(address, isLocal: true);

    /// <summary>
    /// Returns the issuer (<c>iss</c>) that a token names, before anything is verified, or <see langword="null"/> when it is not a
    /// well-formed signed JWT. It is enough to choose the verifier, and must not be trusted.
    /// </summary>
    /// <param name="token">The token, as presented. Any string is allowed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is <see langword="null"/>.</exception>
    public static string? ReadIssuer(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return JwtForm.Read(token).Form?.Issuer;
    }

    /// <summary>Verifies a token: its form, type, signature, issuer, audience and times. Its expiry has no tolerance.</summary>
    /// <param name="token">The token, as presented. Any string is allowed.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is <see langword="null"/>.</exception>
    public async ValueTask<IssuerTokenVerification> VerifyAsync(string token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        var (form, failure) = JwtForm.Read(token);
        if (form is null || (failure = CheckForm(form)) is not null)
        {
            return new() { Failure = failure };
        }

        var check = await _signature.CheckAsync(form, cancellationToken).ConfigureAwait(false);
        return check.Token is { } jwt && jwt.ValidTo <= _time.GetUtcNow().UtcDateTime
            ? new() { Failure = "expired" }
            : new() { Token = check.Token, Failure = check.Failure, IsUnavailable = check.IsUnavailable };
    }

    private string? CheckForm(JwtForm form) =>
        form.Issuer != _issuer ? "it names another issuer"
        : form.Type is null ? (_allowsNoType ? null : "it has no type")
        : _types.Contains(form.Type, StringComparer.OrdinalIgnoreCase) ? null
        : "it has another type";
}
