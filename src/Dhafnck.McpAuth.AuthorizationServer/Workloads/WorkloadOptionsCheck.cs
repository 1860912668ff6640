using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Clients;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Workloads;

/// <summary>Validates <see cref="WorkloadOptions"/> when the host starts. Each message states the setting, the form of its value and the remedy.</summary>
internal static class WorkloadOptionsCheck
{
    private const int MaximumLength = 200;
    private const int MaximumSubjectLength = 255;
    private const string GitHub = "https://token.actions.githubusercontent.com";
    private static readonly TimeSpan MinimumLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(1);

    /// <summary>Returns the messages of the options that are wrong.</summary>
    public static IEnumerable<string> Check(WorkloadOptions options, ScopeCatalog catalog)
    {
        var grantable = GrantableScopes.NamesIn(catalog);
        var lifetime = options.TokenLifetime;
        if (lifetime < MinimumLifetime || lifetime > MaximumLifetime || lifetime.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return $"Workloads.TokenLifetime must be from {MinimumLifetime} (a minute) to {MaximumLifetime} (a day), in whole seconds; it is {lifetime}.";
        }

        if (options.Issuers.DistinctBy(issuer => issuer.Issuer, StringComparer.Ordinal).Count() != options.Issuers.Count)
        {
            yield return "Two of Workloads.Issuers have the same Issuer. Put their rules together.";
        }

        foreach (var message in options.Issuers.SelectMany(issuer => CheckIssuer(issuer).Concat(issuer.Rules.SelectMany(rule => CheckRule(rule, issuer, grantable)))))
        {
            yield return message;
        }
    }

    private static IEnumerable<string> CheckIssuer(WorkloadIssuer issuer)
    {
        if (IssuerCheck.Find("Workloads.Issuers", issuer.Issuer, issuer.JwksUri, "identity tokens") is { } wrong)
        {
            yield return wrong;
        }

        if (issuer.Audience is not null && !IssuerCheck.IsVisible(issuer.Audience))
        {
            yield return $"The Audience of Workloads.Issuers must have 1 to {MaximumLength} visible ASCII characters.";
        }

        if (issuer.Rules.Count == 0)
        {
            yield return "Each of Workloads.Issuers needs Rules: without one, no workload gets a token.";
        }
    }

    private static IEnumerable<string> CheckRule(WorkloadRule rule, WorkloadIssuer issuer, IReadOnlyList<string> grantable)
    {
        if (rule.Name is not { Length: <= ClientName.MaximumLength } || ClientName.Clean(rule.Name) != rule.Name)
        {
            yield return $"Each of Workloads.Issuers.Rules needs a Name of 1 to {ClientName.MaximumLength} visible characters.";
        }

        if (rule.Subject is not { Length: > 0 and <= MaximumSubjectLength } || rule.Subject[0] == SubjectPattern.Wildcard || rule.Subject.Any(char.IsControl))
        {
            yield return $"Each of Workloads.Issuers.Rules needs a Subject of 1 to {MaximumSubjectLength} characters that does not start with '*', such as repo:acme/tasks:ref:refs/heads/main.";
        }
        else if (IsAnyRepository(rule, issuer))
        {
            yield return "A rule for GitHub Actions names no owner before its first '*', so repositories of strangers would match. "
                + "Begin its Subject with repo:OWNER/, or require the claim repository_owner_id.";
        }

        if (string.IsNullOrWhiteSpace(rule.OwnerId) || rule.OwnerId.Length > MaximumLength)
        {
            yield return $"Each of Workloads.Issuers.Rules needs an OwnerId of 1 to {MaximumLength} characters: whose tokens these are.";
        }

        if (rule.Scopes.Count == 0 || rule.Scopes.Except(grantable, StringComparer.Ordinal).Any())
        {
            yield return $"Each of Workloads.Issuers.Rules needs Scopes: some of {string.Join(", ", grantable)}.";
        }

        if (rule.AllowedAddresses.Count > NewApiToken.MaximumAllowedAddresses || !rule.AllowedAddresses.All(AddressRange.IsValid))
        {
            yield return $"The AllowedAddresses of Workloads.Issuers.Rules must be at most {NewApiToken.MaximumAllowedAddresses} IP addresses or networks "
                + "in plain form, such as 192.0.2.7 or 192.0.2.0/24.";
        }

        if (rule.RateLimit is < 1 or > NewApiToken.MaximumRateLimit)
        {
            yield return $"The RateLimit of Workloads.Issuers.Rules must be from 1 to {NewApiToken.MaximumRateLimit}; it is {rule.RateLimit}.";
        }
    }

    // GitHub's issuer is the same for all repositories.
    private static bool IsAnyRepository(WorkloadRule rule, WorkloadIssuer issuer) =>
        issuer.Issuer == GitHub
        && !rule.Claims.Keys.Any(claim => claim.StartsWith("repository", StringComparison.Ordinal))
        && !rule.Subject.Split(SubjectPattern.Wildcard)[0].Contains('/', StringComparison.Ordinal);
}
