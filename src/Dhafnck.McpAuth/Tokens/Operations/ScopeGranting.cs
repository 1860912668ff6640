using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Audit;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Grants single scopes to records and takes them away, for administrators. It is the only code that grants <c>mcp:admin</c>.</summary>
internal sealed class ScopeGranting(ITokenStore store, TokenIssuer issuer, ScopeCatalog catalog, TokenAuditTrail audit)
{
    /// <summary>Grants a scope to the record that <paramref name="find"/> returns. A refusal is written to the audit trail.</summary>
    public async Task<TokenOperation> GrantAsync(Func<Task<ApiToken?>> find, string scope, TokenActor by, CancellationToken cancellationToken)
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

            if (await TryChangeAsync(token, [.. token.Scopes, scope], audit.Entry(TokenAuditAction.GrantScope, by, token, scope), cancellationToken).ConfigureAwait(false) is { } granted)
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

            string[] left = [.. token.Scopes.Where(granted => granted != scope)];
            if (await TryChangeAsync(token, left, audit.Entry(TokenAuditAction.RemoveScope, by, token, scope), cancellationToken).ConfigureAwait(false) is { } removed)
            {
                return removed;
            }
        }

        return TokenOperation.Refused(TokenOperationStatus.NotFound);
    }

    private TokenOperation? Refuse(ApiToken token, string scope) =>
        scope != McpScopes.Admin && !catalog.IsGrantable(scope)
            ? TokenOperation.Invalid(new Dictionary<string, string[]>
            {
                ["scope"] = [$"The scope '{ScopeToken.Escape(scope)}' cannot be granted. Choose from: {string.Join(", ", catalog.Grantable.Select(known => known.Name))}, {McpScopes.Admin}."],
            })
            : token.IsActive(issuer.Now()) ? null : TokenOperation.Refused(TokenOperationStatus.Inactive);

    /// <summary>Returns <see langword="null"/> after a concurrent change of the record.</summary>
    private async Task<TokenOperation?> TryChangeAsync(ApiToken token, string[] scopes, TokenAuditEntry entry, CancellationToken cancellationToken)
    {
        var changed = token.Recorded(TokenHistoryAction.Changed, issuer.Now(), entry.By.Id) with { Scopes = scopes };
        return await store.TryUpdateAsync(changed, audit: entry, cancellationToken: cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Done(changed with { Version = changed.Version + 1 })
            : null;
    }
}
