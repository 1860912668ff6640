using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.AuthorizationServer.Enterprise;

/// <summary>Validates <see cref="EnterpriseOptions"/> when the host starts. Each message states the setting, the form of its value and the remedy.</summary>
internal static class EnterpriseOptionsCheck
{
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
            if (IssuerCheck.Find("Enterprise.Issuers", issuer.Issuer, issuer.JwksUri, "assertions") is { } wrong)
            {
                yield return wrong;
            }

            if (issuer.Scopes.Except(grantable, StringComparer.Ordinal).Any())
            {
                yield return $"The Scopes of Enterprise.Issuers must be among {string.Join(", ", grantable)}.";
            }
        }
    }
}
