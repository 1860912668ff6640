namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>Separates the scopes that a token gets from those that an administrator has to approve first.</summary>
internal static class ScopeApproval
{
    /// <summary>Returns a record whose scopes that need approval wait for it.</summary>
    /// <param name="token">The record with all scopes that its owner requested.</param>
    /// <param name="held">The scopes that the record has now. They stay.</param>
    /// <param name="terms">The terms.</param>
    public static ApiToken AwaitingApproval(this ApiToken token, IReadOnlyList<string> held, TokenTerms terms)
    {
        var had = terms.Catalog.GetEffectiveScopes(held);

        // A scope that includes one that needs approval needs it too, even if the included one has been approved: it adds more than that.
        string[] requested = [.. token.Scopes.Where(scope => !had.Contains(scope) && terms.ApprovalScopes.Any(terms.Catalog.GetEffectiveScopes([scope]).Contains))];
        return token with { Scopes = [.. token.Scopes.Except(requested, StringComparer.Ordinal)], RequestedScopes = requested };
    }

    /// <summary>Returns the scopes that a record has and those that it waits for.</summary>
    public static string[] WantedScopes(this ApiToken token) => [.. token.Scopes, .. token.RequestedScopes];
}
