using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Checks the organization's rules for tokens.</summary>
internal static class TokenRuleCheck
{
    private const string Addresses = "Tokens.ConnectionAddresses";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3650);

    public static IEnumerable<string> Check(ApiTokenOptions rules, ScopeCatalog catalog)
    {
        if (rules.MaximumDays is < 1 or > NewApiToken.MaximumDays)
        {
            yield return $"Tokens.MaximumDays must be from 1 to {NewApiToken.MaximumDays}; it is {rules.MaximumDays}.";
        }

        if (rules.ExpireUnusedAfter is { } age && (age < Day || age > TenYears))
        {
            yield return $"Tokens.ExpireUnusedAfter must be from a day to {TenYears} (ten years); it is {age}.";
        }

        foreach (var address in rules.ConnectionAddresses.Where(address => !AddressRange.IsValid(address)))
        {
            yield return $"{Addresses} has '{ScopeToken.Escape(address)}', which is not {AddressRange.PlainForm}.";
        }

        if (rules.ConnectionAddresses.Count > NewApiToken.MaximumAllowedAddresses)
        {
            yield return $"{Addresses} has {rules.ConnectionAddresses.Count} addresses; at most {NewApiToken.MaximumAllowedAddresses} are allowed.";
        }

        var areKnown = rules.ConnectionAddresses.All(AddressRange.IsValid);
        if (rules.RequireAllowedAddresses && areKnown && rules.ConnectionAddresses.Count > 0 && !AddressRange.AreNarrow(rules.ConnectionAddresses))
        {
            yield return $"Tokens.RequireAllowedAddresses is on, and {Addresses} has a network that is too wide. {AddressRange.NarrowForm} "
                + "Name the networks that OAuth clients connect from.";
        }

        foreach (var scope in rules.ApprovalScopes.Where(scope => !catalog.IsGrantable(scope)))
        {
            yield return $"Tokens.ApprovalScopes names '{ScopeToken.Escape(scope)}', which owners cannot grant anyway. "
                + "Correct the name, add the scope with AddScope, or remove it.";
        }
    }
}
