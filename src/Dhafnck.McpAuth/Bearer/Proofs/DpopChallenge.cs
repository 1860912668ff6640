using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>Decides which refusals have a challenge of the scheme <c>DPoP</c> beside that of <c>Bearer</c>.</summary>
internal sealed class DpopChallenge(DpopOptions options, ProofNonces nonces)
{
    private readonly string _algorithms = string.Join(' ', options.AcceptedAlgorithms);

    /// <summary>The terms for a refusal, or <see langword="null"/>. The error belongs to the scheme that the request used (RFC 9449 §7.2).</summary>
    public DpopTerms? TermsFor(HttpContext context, BearerRefusal refusal)
    {
        if (!refusal.HasChallenge)
        {
            return null;
        }

        var isDpop = BearerHeader.IsDpop(context.Request);
        return isDpop || refusal.NeedsProof || options.IsAdvertised
            ? new(_algorithms, isDpop, options.RequireNonce ? nonces.Create() : null)
            : null;
    }
}
