using System.Text.RegularExpressions;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Revokes the records of token strings that were found where anybody can read them.</summary>
internal sealed partial class LeakedTokens(ITokenStore store, JwtOptions jwt, TokenIssuer issuer, TokenRevocation revocation, TokenEvents? events)
{
    // What surrounds a token can look like a part of one. Each attempt costs a signature.
    private const int Attempts = 64;

    private readonly TokenShape _shape = new(jwt);
    private readonly JwtVerifier _verifier = new(jwt);

    /// <summary>
    /// Revokes the record of a token string that somebody could use now, or could have used to rotate the token. The record of any
    /// other string that expired or was replaced stays active: the leak of a former credential does not end the current one. The hash of
    /// a replaced string is gone, so only the signature proves it.
    /// </summary>
    /// <param name="token">The token string, as found, with what surrounds it. Any string is allowed.</param>
    /// <param name="by">Who reports it.</param>
    /// <param name="description">Who found it where, for the audit trail and the event.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>Of several token strings, the outcome that matters most, and whether one of them was forged.</returns>
    public async Task<(LeakOutcome Outcome, bool HasForged)> RevokeAsync(string token, TokenActor by, string description, CancellationToken cancellationToken)
    {
        var (outcome, hasForged, start) = (LeakOutcome.NotIssued, false, 0);
        for (var attempt = 0; attempt < Attempts && Find(token, start) is { Success: true } found; attempt++)
        {
            var one = await RevokeJwtAsync(found.Value, by, description, cancellationToken).ConfigureAwait(false);
            start = found.Index + (one == LeakOutcome.NotIssued ? 1 : found.Length);
            outcome = one > outcome ? one : outcome;
            hasForged |= one == LeakOutcome.Forged;
        }

        return (outcome, hasForged);
    }

    // A scanner may find less or more than the token string, or several. Anybody can complete it from the JWT, because the prefix and the
    // checksum are public.
    private static Match? Find(string text, int start) => text.Length <= CompactJwt.MaximumLength ? Jwt().Match(text, start) : null;

    private async Task<LeakOutcome> RevokeJwtAsync(string jwt, TokenActor by, string description, CancellationToken cancellationToken)
    {
        if (JwtForm.Read(jwt).Form is not { } form || (await _verifier.VerifyAsync(form).ConfigureAwait(false)).Claims is not { } claims)
        {
            return LeakOutcome.NotIssued;
        }

        var hashes = _shape.HashesOf(jwt);
        while (await store.FindAsync(claims.Identifier.TokenId, cancellationToken).ConfigureAwait(false) is { } record)
        {
            var credential = hashes.Select(record.FindCredential).OfType<ApiTokenCredential>().FirstOrDefault();
            if (credential is null && claims.Identifier.Generation >= record.Credential.Generation)
            {
                return LeakOutcome.Forged;
            }

            var now = issuer.Now();
            var isUsable = credential is not null && now < claims.ExpiresAt && !(credential.ValidUntil <= now);
            if (!record.IsActive(now) || !(isUsable || MayHaveBeenRotatedWith(record, claims.Identifier.Generation)))
            {
                return LeakOutcome.Ended;
            }

            // A concurrent change must not keep the token alive: read again and retry.
            if (await revocation.TryRevokeAsync(record, by, description, cancellationToken).ConfigureAwait(false))
            {
                events?.Report(TokenEventKind.Leaked, record.Id, record.OwnerId, description);
                return LeakOutcome.Revoked;
            }
        }

        return LeakOutcome.Ended;
    }

    // Whoever has a token string that may rotate itself can exchange it for the next one, and that one again. This ends with a rotation
    // by somebody else. The history is limited, and rotations that it no longer has may all be the token's own.
    private static bool MayHaveBeenRotatedWith(ApiToken record, int generation) =>
        record.Connection is null
        && generation < record.Credential.Generation
        && record.History
            .Where(entry => entry.Action == TokenHistoryAction.Rotated)
            .TakeLast(record.Credential.Generation - generation)
            .All(entry => entry.By == record.Id);

    // It begins with the base64url of {". The signature is HS256's. The bounds keep the search short.
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{1,500}\.eyJ[A-Za-z0-9_-]{1,4000}\.[A-Za-z0-9_-]{43}")]
    private static partial Regex Jwt();
}
