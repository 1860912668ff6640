using System.Collections.Frozen;
using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Enterprise;

/// <summary>Verifies the assertions (ID-JAG) of enterprises' identity providers (RFC 7523 §3, draft-ietf-oauth-identity-assertion-authz-grant §4.4.1).</summary>
internal sealed partial class Assertions
{
    private static readonly string[] Types = ["oauth-id-jag+jwt", "application/oauth-id-jag+jwt"];

    // An assertion is for one exchange, and its identifier is remembered until it expires.
    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(1);

    private readonly FrozenDictionary<string, (IssuerTokenVerifier Verifier, IReadOnlyList<string> Scopes)> _providers;
    private readonly string _thisServer;
    private readonly TimeProvider _time;
    private readonly ILogger<Assertions> _logger;

    public Assertions(IOptions<AuthorizationServerOptions> options, ServerAddress address, GrantableScopes scopes, IHttpClientFactory clients, TimeProvider time, ILoggerFactory loggerFactory)
    {
        (_thisServer, _time, _logger) = (address.Issuer, time, loggerFactory.CreateLogger<Assertions>());
        _providers = options.Value.Enterprise.Issuers.ToFrozenDictionary(
            issuer => issuer.Issuer,
            issuer => (
                new IssuerTokenVerifier(SigningIssuer.Of(issuer.Issuer, issuer.JwksUri, address.Issuer), Types, clients, time, loggerFactory),
                issuer.Scopes.Count == 0 ? scopes.Grantable : [.. issuer.Scopes]),
            StringComparer.Ordinal);
    }

    public async ValueTask<AssertionResult> VerifyAsync(string assertion, CancellationToken cancellationToken)
    {
        if (IssuerTokenVerifier.ReadIssuer(assertion) is not { } issuer || !_providers.TryGetValue(issuer, out var provider))
        {
            return Refuse("it is not a signed JWT, or its issuer is unknown");
        }

        var verification = await provider.Verifier.VerifyAsync(assertion, cancellationToken);
        if (verification.IsUnavailable)
        {
            return AssertionResult.Unavailable;
        }

        return verification.Token is not { } token ? Refuse(verification.Failure)
            : Check(token) is { } wrong ? Refuse(wrong)
            : new(Read(token, provider.Scopes));
    }

    private string? Check(JsonWebToken token) =>
        token.Audiences.Count() != 1 ? "it has several audiences"
        : string.IsNullOrEmpty(token.Id) ? "it has no jti"
        : TextOf(token, "client_id") is null ? "it has no client_id"
        : !token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out _) ? "it has no iat"
        : token.ValidTo - _time.GetUtcNow().UtcDateTime > MaximumLifetime ? "it lives for more than an hour"
        : token.Audiences.Single() != _thisServer ? "it is for another server"
        : null;

    private static Assertion Read(JsonWebToken token, IReadOnlyList<string> allowed) => new()
    {
        Id = token.Id,
        ExpiresAt = new(token.ValidTo, TimeSpan.Zero),
        ClientId = TextOf(token, "client_id")!,
        User = new()
        {
            Issuer = token.Issuer,
            Subject = token.Subject,
            Tenant = TextOf(token, "tenant"),
            LocalSubject = TextOf(token, "aud_sub"),
            Email = TextOf(token, "email"),
        },
        Resources = [.. token.Claims.Where(claim => claim.Type == "resource").Select(claim => claim.Value)],
        Scopes = token.TryGetPayloadValue<object>("scope", out _) ? (TextOf(token, "scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries) : null,
        AllowedScopes = allowed,
    };

    private static string? TextOf(JsonWebToken token, string claim) => token.TryGetPayloadValue<object>(claim, out var value) ? value as string : null;

    private AssertionResult Refuse(string? reason)
    {
        LogRefused(reason);
        return AssertionResult.Refused;
    }

    [LoggerMessage(2150, LogLevel.Information, "The assertion of an identity provider is refused: {Reason}.")]
    private partial void LogRefused(string? reason);
}
