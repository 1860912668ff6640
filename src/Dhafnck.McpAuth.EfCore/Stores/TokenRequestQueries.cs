using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>Reads and stores idempotency keys within the operation that they belong to.</summary>
internal static class TokenRequestQueries
{
    /// <summary>Returns the request of a key, or <see langword="null"/> when the key is unused.</summary>
    public static async Task<IdempotentRequest?> FindRequestAsync(this DbContext context, string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        (await context.Set<TokenRequestRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.OwnerId == ownerId && row.Key == key && row.CreatedAt >= notBefore, cancellationToken))?.ToTokenRequest();

    /// <summary>
    /// Returns whether the key of a claim is used. The caller holds the counter's lock, so the result holds until the end of the
    /// transaction.
    /// </summary>
    public static async Task<bool> IsUsedAsync(this DbContext context, IdempotencyClaim? claim, CancellationToken cancellationToken) =>
        claim is not null && await context.FindRequestAsync(claim.Request.OwnerId, claim.Request.Key, claim.NotBefore, cancellationToken) is not null;

    /// <summary>Stores a claim with an unused key, replacing one that no longer counts.</summary>
    public static async Task KeepAsync(this DbContext context, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        if (claim is { Request: var request })
        {
            var requests = context.Set<TokenRequestRow>();
            await requests.Where(row => row.OwnerId == request.OwnerId && row.Key == request.Key).ExecuteDeleteAsync(cancellationToken);
            requests.Add(TokenRequestRow.Of(request));
            await context.SaveChangesAsync(cancellationToken);
        }
    }
}
