using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Enterprise;

/// <summary>Validates <see cref="EnterpriseOptions"/> when the host starts. Each message states the setting, the form of its value and the remedy.</summary>
internal static class EnterpriseOptionsCheck
{
    private const int MaximumLength = 200;

    /// <summary>Returns the messages of the options that are wrong.</summary>
    public static IEnumerable<string> Check(EnterpriseOptions options, ScopeCatalog catalog)
    {
        if (options.Issuers.DistinctBy(issuer => issuer.Issuer, StringComparer.Ordinal).Count() != options.Issuers.Count)
        {
            yield return "Two of Enterprise.Issuers have the same Issuer.";
        }

        var grantable = GrantableScopes.NamesIn(catalog);
        foreach (var issuer in options.Issuers)
        {
            if (issuer.Issuer is not { Length: > 0 and <= MaximumLength } || issuer.Issuer.Any(c => c is < '!' or > '~'))
            {
                yield return $"Each of Enterprise.Issuers needs an Issuer of 1 to {MaximumLength} visible ASCII characters: the 'iss' of its assertions.";
            }
            else if (!IssuerTokenVerifier.IsKeyAddress(string.IsNullOrEmpty(issuer.JwksUri) ? issuer.Issuer : issuer.JwksUri))
            {
                yield return "Each of Enterprise.Issuers needs a JwksUri that is an absolute https address without user and fragment, or an Issuer that is one; http is allowed for this machine only.";
            }

            if (issuer.Scopes.Except(grantable, StringComparer.Ordinal).Any())
            {
                yield return $"The Scopes of Enterprise.Issuers must be among {string.Join(", ", grantable)}.";
            }
        }
    }
}
