using System.Text;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates the settings of trusted issuers. Each message states the error and the remedy.</summary>
internal static class TrustedIssuerCheck
{
    public static IEnumerable<string> Check(JwtOptions jwt, ScopeCatalog catalog) =>
        jwt.TrustedIssuers.SelectMany(trusted =>
        {
            var name = $"The trusted issuer '{ScopeToken.Escape(trusted.Issuer)}'";
            return CheckIdentity(name, trusted, jwt)
                .Concat(trusted.PublishesKeys ? CheckAddress(name, trusted) : CheckKey(name, trusted, jwt))
                .Concat(CheckKeyForm(name, trusted))
                .Concat(CheckAlgorithms(name, trusted))
                .Concat(CheckMappings(name, trusted, catalog));
        });

    private static IEnumerable<string> CheckIdentity(string name, TrustedIssuer trusted, JwtOptions jwt)
    {
        if (!VisibleAscii.Is(trusted.Issuer) || trusted.Issuer == jwt.Issuer || jwt.TrustedIssuers.Count(other => other.Issuer == trusted.Issuer) > 1)
        {
            yield return $"{name} must have {VisibleAscii.Form}, and must differ from JWT_ISSUER and from every other trusted issuer.";
        }

        if (trusted.Audiences.Count + trusted.ClientIds.Count == 0 || !trusted.Audiences.Concat(trusted.ClientIds).All(VisibleAscii.Is))
        {
            yield return $"{name} needs at least one audience, or a client in ClientIds if its tokens have no audience, each of {VisibleAscii.Form}.";
        }

        string?[] sources = [trusted.SecretKey, trusted.Authority, trusted.JwksUri];
        if (sources.Count(source => !string.IsNullOrEmpty(source)) > 1)
        {
            yield return $"{name} has more than one of SecretKey, Authority and JwksUri. Set exactly one of them.";
        }

        if (trusted.ScopeClaims.Concat(trusted.RoleClaims).Concat(trusted.RequiredClaims.Keys).Any(claim => !VisibleAscii.Is(claim)))
        {
            yield return $"{name} names a claim in ScopeClaims, RoleClaims or RequiredClaims that is not {VisibleAscii.Form}.";
        }
    }

    private static IEnumerable<string> CheckKey(string name, TrustedIssuer trusted, JwtOptions jwt)
    {
        if (Encoding.UTF8.GetByteCount(trusted.SecretKey ?? "") < JwtOptions.MinimumKeyBytes || trusted.SecretKey == jwt.SecretKey || jwt.PreviousSecretKeys.Contains(trusted.SecretKey!))
        {
            yield return $"{name} needs its own SecretKey of at least {JwtOptions.MinimumKeyBytes} bytes, different from JWT_SECRET_KEY and JWT_SECRET_KEY_PREVIOUS; "
                + $"or the Authority or JwksUri at which it publishes its keys. {SigningKeyCheck.MakeKey}";
        }
    }

    private static IEnumerable<string> CheckKeyForm(string name, TrustedIssuer trusted) =>
        SigningKeyCheck.IsOneLine(trusted.SecretKey)
            ? []
            : [$"{name} has a key that contains a line break or another control character. {SigningKeyCheck.KeyForm}"];

    // The address itself can hold a secret, so the message does not show it.
    private static IEnumerable<string> CheckAddress(string name, TrustedIssuer trusted)
    {
        var (setting, address) = string.IsNullOrEmpty(trusted.Authority) ? ("JwksUri", trusted.JwksUri) : ("Authority", trusted.Authority);
        if (!IssuerDocuments.IsAllowed(address, isLocal: true) || (setting == "Authority" && address!.Contains('?', StringComparison.Ordinal)))
        {
            yield return $"{name} has an invalid {setting}. It must be an absolute https address without user and fragment, "
                + "and an Authority must have no query; http is allowed for this machine only.";
        }
    }

    private static IEnumerable<string> CheckAlgorithms(string name, TrustedIssuer trusted)
    {
        var possible = IssuerAlgorithms.Possible(trusted);
        if (trusted.Algorithms.FirstOrDefault(algorithm => !possible.Contains(algorithm)) is { } wrong)
        {
            yield return $"{name} has the algorithm '{ScopeToken.Escape(wrong)}', which does not match the source of its keys. Supported algorithms: {string.Join(", ", possible)}.";
        }
    }

    private static IEnumerable<string> CheckMappings(string name, TrustedIssuer trusted, ScopeCatalog catalog) =>
        CheckScopes($"{name} maps to", trusted.ScopeMappings.Values.Concat(trusted.RoleMappings.Values).SelectMany(scopes => scopes), catalog)
            .Concat(CheckScopes($"{name} grants", trusted.GrantedScopes, catalog));

    private static IEnumerable<string> CheckScopes(string what, IEnumerable<string> scopes, ScopeCatalog catalog) =>
        scopes.Distinct(StringComparer.Ordinal).SelectMany(scope => scope is McpScopes.Admin or McpScopes.RotateTokens
            ? [ScopeCheck.OfRecordsOnly(what, scope)]
            : ScopeCheck.Unknown(what, scope, catalog));
}
