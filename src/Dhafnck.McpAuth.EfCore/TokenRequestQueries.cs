using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>Finds and keeps idempotency keys, within the operation that they belong to.</summary>
internal static class TokenRequestQueries
{
    /// <summary>What a key stands for, or <see langword="null"/> when it is unused.</summary>
    public static async Task<TokenRequest?> FindRequestAsync(this DbContext context, string ownerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        (await context.Set<TokenRequestRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.OwnerId == ownerId && row.Key == key && row.CreatedAt >= notBefore, cancellationToken))?.ToTokenRequest();

    /// <summary>Whether the key of a claim is used. The caller has the counter's lock, so that it stays so until the transaction ends.</summary>
    public static async Task<bool> IsUsedAsync(this DbContext context, IdempotencyClaim? claim, CancellationToken cancellationToken) =>
        claim is not null && await context.FindRequestAsync(claim.Request.OwnerId, claim.Request.Key, claim.NotBefore, cancellationToken) is not null;

    /// <summary>Keeps a claim whose key is unused, in the place of one that no longer counts.</summary>
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
