namespace Dhafnck.McpAuth.Tokens;

/// <summary>Applies a <see cref="TokenQuery"/> to records in memory.</summary>
public static class TokenQueryExtensions
{
    /// <summary>Returns the page of a query, for a store that filters and sorts records in memory instead of in its database.</summary>
    /// <param name="query">The query.</param>
    /// <param name="tokens">The records. Those that do not match are skipped.</param>
    /// <exception cref="ArgumentNullException"><paramref name="query"/> is <see langword="null"/>.</exception>
    public static ApiTokenPage Apply(this TokenQuery query, IEnumerable<ApiToken> tokens)
    {
        ArgumentNullException.ThrowIfNull(query);
        var all = tokens.Where(query.Matches).ToList();
        return new() { Items = [.. query.Order(all).Skip(query.Skip).Take(query.Limit)], Total = all.Count };
    }

    private static bool Matches(this TokenQuery query, ApiToken token) =>
        (query.OwnerId is null || token.OwnerId == query.OwnerId)
        && MatchesKind(query, token)
        && MatchesState(query, token)
        && (query.NameContains is null || token.Name.Contains(query.NameContains, StringComparison.OrdinalIgnoreCase))
        && (query.ExpiresBefore is null || token.ExpiresAt < query.ExpiresBefore)
        && (query.Scope is null || token.Scopes.Contains(query.Scope, StringComparer.Ordinal))
        && (query.IssuedFrom is null || IsIssuedFrom(query.IssuedFrom.Value, token))
        && (!query.AwaitsApproval || token.RequestedScopes.Count > 0)
        && (query.UnusedSince is null || ((token.LastUsedAt ?? DateTimeOffset.MinValue) < query.UnusedSince && (token.IssuedAt ?? token.CreatedAt) < query.UnusedSince));

    private static IEnumerable<ApiToken> Order(this TokenQuery query, IEnumerable<ApiToken> tokens) => query.Sort switch
    {
        TokenSort.Name => query.By(tokens, token => token.Name.ToUpperInvariant(), StringComparer.Ordinal),
        TokenSort.ExpiresAt => query.By(tokens, token => token.ExpiresAt),
        TokenSort.LastUsedAt => query.By(tokens.Where(token => token.LastUsedAt is not null), token => token.LastUsedAt)
            .Concat(query.By(tokens.Where(token => token.LastUsedAt is null), _ => 0)),
        _ => query.By(tokens, token => token.CreatedAt),
    };

    private static bool IsIssuedFrom(DateTimeOffset time, ApiToken token) =>
        token.IssuedAt is { } issuedAt ? issuedAt >= time : token.CreatedAt >= time || token.Credential.Generation > 1;

    private static bool MatchesKind(TokenQuery query, ApiToken token) => query.Kind switch
    {
        TokenKind.Token => token.Connection is null,
        TokenKind.Connection => token.Connection is not null,
        _ => true,
    };

    private static bool MatchesState(TokenQuery query, ApiToken token) => query.State switch
    {
        TokenState.Active => token.IsActive(query.Now),
        TokenState.Expired => token.RevokedAt is null && token.ExpiresAt <= query.Now,
        TokenState.Revoked => token.RevokedAt is not null,
        TokenState.NotRevoked => token.RevokedAt is null,
        _ => true,
    };

    private static IEnumerable<ApiToken> By<TKey>(this TokenQuery query, IEnumerable<ApiToken> tokens, Func<ApiToken, TKey> key, IComparer<TKey>? comparer = null) =>
        query.Descending
            ? tokens.OrderByDescending(key, comparer).ThenByDescending(token => token.Id, StringComparer.Ordinal)
            : tokens.OrderBy(key, comparer).ThenBy(token => token.Id, StringComparer.Ordinal);
}
