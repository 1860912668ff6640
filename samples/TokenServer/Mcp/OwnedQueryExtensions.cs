using TokenServer.Data;

namespace TokenServer.Mcp;

internal static class OwnedQueryExtensions
{
    /// <summary>Filters the items that belong to a user.</summary>
    public static IQueryable<T> OwnedBy<T>(this IQueryable<T> items, Owner owner)
        where T : class, IOwned =>
        items.Where(item => item.OwnerIssuer == owner.Issuer && item.OwnerId == owner.Subject);
}
