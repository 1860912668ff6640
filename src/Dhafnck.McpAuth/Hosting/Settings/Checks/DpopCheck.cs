using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Issuers;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Checks the settings of proof of possession.</summary>
internal static class DpopCheck
{
    private const int MinimumProofs = 1000;
    private static readonly TimeSpan MinimumProofLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaximumProofLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MinimumNonceLifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaximumNonceLifetime = TimeSpan.FromHours(1);

    public static IEnumerable<string> Check(McpAuthOptions options)
    {
        var dpop = options.Dpop;
        foreach (var algorithm in dpop.Algorithms.Where(algorithm => !IssuerAlgorithms.Asymmetric.Contains(algorithm)))
        {
            yield return $"Dpop.Algorithms has '{ScopeToken.Escape(algorithm)}', which is not one of: {string.Join(", ", IssuerAlgorithms.Asymmetric)}.";
        }

        if (dpop.ProofLifetime < MinimumProofLifetime || dpop.ProofLifetime > MaximumProofLifetime)
        {
            yield return $"Dpop.ProofLifetime must be from {MinimumProofLifetime} to {MaximumProofLifetime}; it is {dpop.ProofLifetime}.";
        }

        if (dpop.NonceLifetime < MinimumNonceLifetime || dpop.NonceLifetime > MaximumNonceLifetime)
        {
            yield return $"Dpop.NonceLifetime must be from {MinimumNonceLifetime} to {MaximumNonceLifetime}; it is {dpop.NonceLifetime}.";
        }

        if (dpop.MaximumProofs < MinimumProofs)
        {
            yield return $"Dpop.MaximumProofs must be {MinimumProofs} or more; it is {dpop.MaximumProofs}.";
        }

        if (dpop.Required && options.GetAuthTypes().FirstOrDefault(type => type is McpAuthTypes.Env or McpAuthTypes.None) is { } unbound)
        {
            yield return $"Dpop.Required accepts only tokens that are bound to a key, and the authentication type '{unbound}' has none. "
                + "Remove the type from MCP_AUTH_TYPE, or set McpAuth:Dpop:Required to false.";
        }
    }
}
