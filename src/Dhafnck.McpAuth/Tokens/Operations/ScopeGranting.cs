using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Grants single scopes to records, denies requested ones and takes them away, for administrators. It is the only code that grants <c>mcp:admin</c>.</summary>
internal sealed class ScopeGranting(ITokenStore store, TokenIssuer issuer, ScopeCatalog catalog, TokenAuditTrail audit, TokenEvents? events)
{
    /// <summary>
    /// Grants a scope to the record that <paramref name="find"/> returns. A refusal is written to the audit trail. Returns
    /// <see cref="TokenOperationStatus.Conflict"/> for a record without the scope whose version is not the expected one.
    /// </summary>
    public async Task<TokenOperation> GrantAsync(Func<Task<ApiToken?>> find, string scope, long? expectedVersion, TokenActor by, CancellationToken cancellationToken)
    {
        while (await find().ConfigureAwait(false) is { } token)
        {
            if (Refuse(token, scope) is { } refused)
            {
                var reason = refused.Errors.Count > 0 ? TokenAuditDetail.OfRefusal(refused.Errors) : $"{scope}: The token is revoked or expired.";
                await audit.RefuseAsync(TokenAuditAction.GrantScope, by, token, reason, cancellationToken).ConfigureAwait(false);
                return refused;
            }

            if (token.Scopes.Contains(scope, StringComparer.Ordinal))
            {
                return TokenOperation.Done(token);
            }

            if (expectedVersion is { } version && version != token.Version)
            {
                return TokenOperation.Refused(TokenOperationStatus.Conflict);
            }

            var with = token with { Scopes = [.. token.Scopes, scope], RequestedScopes = Without(token.RequestedScopes, scope) };
            if (await TryChangeAsync(with, audit.Entry(TokenAuditAction.GrantScope, by, token, scope), cancellationToken).ConfigureAwait(false) is { } granted)
            {
                return granted;
            }
        }

        return TokenOperation.Refused(TokenOperationStatus.NotFound);
    }

    /// <summary>Takes a scope away from the record that <paramref name="find"/> returns. Removing the last one leaves a token that can do nothing.</summary>
    public async Task<TokenOperation> RemoveAsync(Func<Task<ApiToken?>> find, string scope, TokenActor by, CancellationToken cancellationToken)
    {
        while (await find().ConfigureAwait(false) is { } token)
        {
            if (!token.Scopes.Contains(scope, StringComparer.Ordinal))
            {
                return TokenOperation.Done(token);
            }

            var without = token with { Scopes = Without(token.Scopes, scope) };
            if (await TryChangeAsync(without, audit.Entry(TokenAuditAction.RemoveScope, by, token, scope), cancellationToken).ConfigureAwait(false) is { } removed)
            {
                return removed;
            }
        }

        return TokenOperation.Refused(TokenOperationStatus.NotFound);
    }

    /// <summary>
    /// Denies a scope that the record which <paramref name="find"/> returns waits for. The owner can request it again. Returns
    /// <see cref="TokenOperationStatus.Conflict"/> for a record that waits for the scope whose version is not the expected one.
    /// </summary>
    public async Task<TokenOperation> DenyAsync(Func<Task<ApiToken?>> find, string scope, long? expectedVersion, TokenActor by, CancellationToken cancellationToken)
    {
        while (await find().ConfigureAwait(false) is { } token)
        {
            if (!token.RequestedScopes.Contains(scope, StringComparer.Ordinal))
            {
                return TokenOperation.Done(token);
            }

            if (expectedVersion is { } version && version != token.Version)
            {
                return TokenOperation.Refused(TokenOperationStatus.Conflict);
            }

            var denied = token with { RequestedScopes = Without(token.RequestedScopes, scope) };
            if (await TryChangeAsync(denied, audit.Entry(TokenAuditAction.DenyScope, by, token, scope), cancellationToken).ConfigureAwait(false) is { } operation)
            {
                events?.Report(TokenEventKind.ScopeDenied, token.Id, token.OwnerId);
                return operation;
            }
        }

        return TokenOperation.Refused(TokenOperationStatus.NotFound);
    }

    private static string[] Without(IEnumerable<string> scopes, string scope) => [.. scopes.Where(other => other != scope)];

    private TokenOperation? Refuse(ApiToken token, string scope) =>
        scope != McpScopes.Admin && !catalog.IsGrantable(scope)
            ? TokenOperation.Invalid(new Dictionary<string, string[]>
            {
                ["scope"] = [$"The scope '{ScopeToken.Escape(scope)}' cannot be granted. Choose from: {string.Join(", ", catalog.Grantable.Select(known => known.Name))}, {McpScopes.Admin}."],
            })
            : token.IsActive(issuer.Now()) ? null : TokenOperation.Refused(TokenOperationStatus.Inactive);

    /// <summary>Returns <see langword="null"/> after a concurrent change of the record.</summary>
    private async Task<TokenOperation?> TryChangeAsync(ApiToken token, TokenAuditEntry entry, CancellationToken cancellationToken)
    {
        var changed = token.Recorded(TokenHistoryAction.Changed, issuer.Now(), entry.By.Id);
        return await store.TryUpdateAsync(changed, audit: entry, cancellationToken: cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Done(changed with { Version = changed.Version + 1 })
            : null;
    }
}
