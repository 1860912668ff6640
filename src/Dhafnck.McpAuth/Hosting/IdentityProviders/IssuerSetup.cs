using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Hosting.IdentityProviders;

/// <summary>Fills in the options of trusted issuers.</summary>
internal static class IssuerSetup
{
    /// <summary>Adds the issuers, each with the application's changes.</summary>
    public static McpAuthBuilder Trust(this McpAuthBuilder builder, Action<TrustedIssuer>? configure, params TrustedIssuer[] issuers)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var issuer in issuers)
        {
            configure?.Invoke(issuer);
            builder.Services.Configure<McpAuthOptions>(options => options.Jwt.TrustedIssuers.Add(issuer));
        }

        return builder;
    }

    /// <summary>Returns the https URL of a domain, or the URL itself, without a trailing slash.</summary>
    public static string Https(string domainOrUrl)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(domainOrUrl);
        return (domainOrUrl.Contains("://", StringComparison.Ordinal) ? domainOrUrl : "https://" + domainOrUrl).TrimEnd('/');
    }

    public static TrustedIssuer For(this TrustedIssuer issuer, params string[] audiences) => issuer.Adding(issuer.Audiences, audiences);

    public static TrustedIssuer OfClients(this TrustedIssuer issuer, IEnumerable<string> clients) => issuer.Adding(issuer.ClientIds, clients);

    public static TrustedIssuer Scopes(this TrustedIssuer issuer, params string[] claims) => issuer.Adding(issuer.ScopeClaims, claims);

    public static TrustedIssuer Roles(this TrustedIssuer issuer, params string[] claims) => issuer.Adding(issuer.RoleClaims, claims);

    public static TrustedIssuer Requiring(this TrustedIssuer issuer, params (string Claim, string Value)[] claims)
    {
        foreach (var (claim, value) in claims)
        {
            issuer.RequiredClaims[claim] = value;
        }

        return issuer;
    }

    private static TrustedIssuer Adding(this TrustedIssuer issuer, IList<string> list, IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            list.Add(item);
        }

        return issuer;
    }
}
