namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>What a challenge of the scheme <c>DPoP</c> says (RFC 9449 §7.1).</summary>
/// <param name="Algorithms">The accepted algorithms, separated by spaces (<c>algs</c>).</param>
/// <param name="HasError">Whether this challenge has the error, and not that of the scheme <c>Bearer</c>.</param>
/// <param name="Nonce">A nonce for the next proof, if proofs need one.</param>
internal sealed record DpopTerms(string Algorithms, bool HasError, string? Nonce);
