using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Jwt;
using Dhafnck.McpAuth.Tokens.Operations;

namespace Dhafnck.McpAuth.Tokens.Connections;

/// <summary>Gives an active connection a new access token. The record stays.</summary>
internal sealed class ConnectionRenewal(ITokenStore store, TokenOwnerPolicyCheck policy, TokenIssuer issuer, ApiTokenOptions rules, TokenAuditTrail audit)
{
    // Requests that are on their way, and a client's other processes, may still use the former access token.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(1);

    /// <summary>Replaces the credential of a record in a new state, if the store still has the state that was read.</summary>
    /// <param name="read">The record as it was read.</param>
    /// <param name="changed">The record in its new state, apart from its credentials and its expiry.</param>
    /// <param name="lifetimes">The lifetimes of the new credential.</param>
    /// <param name="action">The action that leads to the new state. The audit trail has an entry for it if the scopes change.</param>
    /// <param name="by">Who acts.</param>
    /// <param name="refuse">Creates the refusal from the owner policy's messages by field.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task<TokenOperation> RenewAsync(
        ApiToken read,
        ApiToken changed,
        ConnectionLifetimes lifetimes,
        TokenAuditAction action,
        TokenActor by,
        Func<IReadOnlyDictionary<string, string[]>, TokenOperation> refuse,
        CancellationToken cancellationToken)
    {
        var now = issuer.Now();
        if (!read.IsActive(now) || read.RotatableUntil <= now)
        {
            return TokenOperation.Refused(TokenOperationStatus.Inactive);
        }

        // The rule may be stricter than it was when the connection was opened.
        var end = Earlier(changed.RotatableUntil, now.AddDays(rules.MaximumDays));
        var renewed = changed with { ExpiresAt = EndOf(lifetimes.Unused, end), RotatableUntil = end };
        if (await policy.CheckAsync(renewed, action, by, refuse, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        var (credential, value) = Issue(renewed, read.Credential.Generation + 1, lifetimes);
        renewed = renewed with { Credential = credential, IssuedAt = now, FormerCredential = read.Credential with { ValidUntil = now + GracePeriod } };

        // A client refreshes every few minutes: entries of that would hide the others.
        var isSame = read.HasScopesOf(changed) && read.AllowedAddresses.SequenceEqual(changed.AllowedAddresses, StringComparer.Ordinal);
        var entry = isSame ? null : audit.Entry(action, by, read, TokenAuditDetail.OfChange(read, changed));
        return await store.TryUpdateAsync(renewed, audit: entry, cancellationToken: cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Made(renewed with { Version = renewed.Version + 1 }, value)
            : TokenOperation.Refused(TokenOperationStatus.Conflict);
    }

    /// <summary>The time when a connection ends unless it is renewed.</summary>
    public DateTimeOffset EndOf(TimeSpan unused, DateTimeOffset latest) => Earlier(issuer.Now() + unused, latest);

    /// <summary>Creates an access token, which never outlives its connection.</summary>
    public (ApiTokenCredential Credential, string Value) Issue(ApiToken token, int generation, ConnectionLifetimes lifetimes) =>
        issuer.Issue(new(new(token.Id, generation), token.OwnerId, token.Audience, EndOf(lifetimes.AccessToken, token.ExpiresAt))
        {
            ClientId = token.Connection!.ClientId,
        });

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
