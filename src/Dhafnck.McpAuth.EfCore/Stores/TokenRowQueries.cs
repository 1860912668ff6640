using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Translates a <see cref="Tokens.TokenQuery"/> to a database query.</summary>
internal static class TokenRowQueries
{
    public static IQueryable<TokenRow> Matching(this IQueryable<TokenRow> rows, TokenQuery query)
    {
        rows = query.OwnerId is { } ownerId ? rows.Where(row => row.OwnerId == ownerId) : rows;
        rows = query.Kind switch
        {
            TokenKind.Token => rows.Where(row => row.ClientId == null),
            TokenKind.Connection => rows.Where(row => row.ClientId != null),
            _ => rows,
        };
        rows = query.State switch
        {
            TokenState.Active => rows.Where(row => row.RevokedAt == null && row.ExpiresAt > query.Now),
            TokenState.Expired => rows.Where(row => row.RevokedAt == null && row.ExpiresAt <= query.Now),
            TokenState.Revoked => rows.Where(row => row.RevokedAt != null),
            TokenState.NotRevoked => rows.Where(row => row.RevokedAt == null),
            _ => rows,
        };
        if (query.NameContains?.ToUpperInvariant() is { } text)
        {
            rows = rows.Where(row => row.SearchName.Contains(text));
        }

        if (query.Scope is { } scope)
        {
            // A scope contains no space (RFC 6749 section 3.3), and spaces separate the scopes.
            var word = $" {scope} ";
            rows = rows.Where(row => (" " + row.Scopes + " ").Contains(word));
        }

        if (query.IssuedFrom is { } from)
        {
            rows = rows.Where(row => row.IssuedAt >= from || (row.IssuedAt == null && (row.CreatedAt >= from || row.Generation > 1)));
        }

        rows = query.AwaitsApproval ? rows.Where(row => row.RequestedScopes != null) : rows;
        if (query.UnusedSince is { } since)
        {
            rows = rows.Where(row => (row.LastUsedAt == null || row.LastUsedAt < since) && (row.IssuedAt == null ? row.CreatedAt < since : row.IssuedAt < since));
        }

        return query.ExpiresBefore is { } end ? rows.Where(row => row.ExpiresAt < end) : rows;
    }

    public static IQueryable<TokenRow> Ordered(this IQueryable<TokenRow> rows, TokenQuery query) => (query.Sort, query.Descending) switch
    {
        (TokenSort.Name, true) => rows.OrderByDescending(row => row.SearchName).ThenByDescending(row => row.Id),
        (TokenSort.Name, false) => rows.OrderBy(row => row.SearchName).ThenBy(row => row.Id),
        (TokenSort.ExpiresAt, true) => rows.OrderByDescending(row => row.ExpiresAt).ThenByDescending(row => row.Id),
        (TokenSort.ExpiresAt, false) => rows.OrderBy(row => row.ExpiresAt).ThenBy(row => row.Id),
        (TokenSort.LastUsedAt, true) => rows.OrderBy(row => row.LastUsedAt == null).ThenByDescending(row => row.LastUsedAt).ThenByDescending(row => row.Id),
        (TokenSort.LastUsedAt, false) => rows.OrderBy(row => row.LastUsedAt == null).ThenBy(row => row.LastUsedAt).ThenBy(row => row.Id),
        (_, true) => rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id),
        (_, false) => rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id),
    };

    /// <summary>Returns whether there is an active record that is the same connection as a new one.</summary>
    public static async Task<bool> HasConnectionAsync(this IQueryable<TokenRow> rows, ApiToken token, CancellationToken cancellationToken)
    {
        if (token.Connection is not { ClientId: var clientId })
        {
            return false;
        }

        var active = new TokenQuery { OwnerId = token.OwnerId, State = TokenState.Active, Now = token.CreatedAt };
        var similar = await rows.AsNoTracking().Matching(active).Where(row => row.ClientId == clientId && row.Audience == token.Audience).ToListAsync(cancellationToken);
        return similar.Exists(row => row.ToApiToken().IsSameConnection(token));
    }
}
