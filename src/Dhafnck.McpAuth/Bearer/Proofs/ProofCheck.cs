using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers.Refusals;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>
/// Checks that whoever sends a token holds the key that it is bound to (RFC 9449 §7.1). A bearer token passes at once, without a
/// look at anything of this folder.
/// </summary>
internal sealed class ProofCheck(DpopOptions options, ProofVerifier verifier, ProofNonces nonces, SeenProofs seen)
{
    /// <summary>The header of proofs.</summary>
    public const string ProofHeader = "DPoP";

    /// <summary>The header of nonces.</summary>
    public const string NonceHeader = "DPoP-Nonce";

    private static readonly BearerRefusal NotBound = BearerRefusal.InvalidToken(RefusalText.NotBound) with { Reason = "not_bound" };
    private static readonly BearerRefusal MustBeBound = BearerRefusal.InvalidToken(RefusalText.MustBeBound) with { Reason = "not_bound", NeedsProof = true };

    /// <summary>Judges whether a token that is accepted otherwise came with the scheme that it needs (RFC 9449 §7.2). A proof is not examined.</summary>
    public BearerRefusal? JudgeScheme(PresentedToken presented, AccessToken token) =>
        token.KeyThumbprint is not null
            ? (presented.IsDpop ? null : BearerRefusal.Of(Rejection.Of(RejectionReason.KeyNotProven, token.TokenId)) with { NeedsProof = true })
            : presented.IsDpop ? NotBound
            : options.Required ? MustBeBound
            : null;

    /// <summary>Judges the proof of a request with a bound token, and uses it up.</summary>
    public async ValueTask<BearerRefusal?> JudgeAsync(HttpContext context, PresentedToken presented, AccessToken token)
    {
        var headers = context.Request.Headers[ProofHeader];
        if (headers.Count == 0)
        {
            return Invalid(token, ProofText.Missing);
        }

        // Clients and proxies join several headers of a name with commas (RFC 9110 section 5.3), which is a list of several too.
        var header = headers.ToString();
        if (headers.Count > 1 || header.Contains(','))
        {
            return Invalid(token, ProofText.Repeated);
        }

        var (proof, failure) = ProofForm.Read(header);
        if (proof is null)
        {
            return Invalid(token, failure!);
        }

        return await verifier.FindFaultAsync(proof, context.Request, presented.Characters, token.KeyThumbprint!) is { } fault
            ? Invalid(token, fault)
            : JudgeNonce(context, proof) ?? UseOnce(context, token, proof);
    }

    private BearerRefusal? JudgeNonce(HttpContext context, ProofForm proof)
    {
        if (!options.RequireNonce)
        {
            return null;
        }

        if (proof.Nonce is null || nonces.AgeOf(proof.Nonce) is not { } age)
        {
            return BearerRefusal.NeedsNonce(proof.Nonce is null ? ProofText.NoNonce : ProofText.OtherNonce);
        }

        if (nonces.IsAging(age) && !context.Response.HasStarted)
        {
            context.Response.Headers[NonceHeader] = nonces.Create();
        }

        return null;
    }

    // The scheme's handler and the gate of the token API may both judge a request, which has one proof.
    private BearerRefusal? UseOnce(HttpContext context, AccessToken token, ProofForm proof)
    {
        if (context.Features.Get<UsedProof>()?.Proof == proof.Text)
        {
            return null;
        }

        var refusal = Use(token, proof);
        if (refusal is null)
        {
            context.Features.Set(new UsedProof(proof.Text));
        }

        return refusal;
    }

    private BearerRefusal? Use(AccessToken token, ProofForm proof) => seen.Use(proof.Thumbprint, proof.Identifier) switch
    {
        ProofUse.First => null,
        ProofUse.Repeated => Invalid(token, ProofText.Replayed),
        _ => BearerRefusal.Of(AccessTokenResult.Unavailable("there is no room to remember another proof of its key").Rejection!),
    };

    private static BearerRefusal Invalid(AccessToken token, string fault) =>
        BearerRefusal.InvalidProof(new() { Description = fault, Reason = RejectionReason.KeyNotProven, TokenId = token.TokenId });

    private sealed record UsedProof(string Proof);
}
