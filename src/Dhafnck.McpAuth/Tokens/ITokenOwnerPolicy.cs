namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Lets the application decide what token owners may grant and whether they are still active. Register it as a singleton with
/// <c>AddTokenOwnerPolicy&lt;T&gt;()</c>. Without one, owners may grant every scope of the catalog and are always active.
/// </summary>
public interface ITokenOwnerPolicy
{
    /// <summary>
    /// Returns whether the owner's tokens are accepted. Called when a token's record is read, so <see langword="false"/> takes
    /// effect within the time that records are cached. Also called before a token is created, widened or rotated. The request
    /// gets 503 when the method throws or does not answer within 5 seconds.
    /// </summary>
    /// <param name="ownerId">The identifier of the owner.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

    /// <summary>
    /// Returns which of several owners' tokens are accepted. Called in the background, before cached records lapse. The default
    /// implementation calls <see cref="IsActiveAsync"/> for each owner; a policy that reads a database should read all owners in
    /// one query.
    /// </summary>
    /// <param name="ownerIds">The identifiers of the owners, without duplicates.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The identifiers of the active owners.</returns>
    async ValueTask<IReadOnlyCollection<string>> ListActiveAsync(IReadOnlyCollection<string> ownerIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ownerIds);
        var active = new List<string>(ownerIds.Count);
        foreach (var ownerId in ownerIds)
        {
            if (await IsActiveAsync(ownerId, cancellationToken).ConfigureAwait(false))
            {
                active.Add(ownerId);
            }
        }

        return active;
    }

    /// <summary>
    /// Returns what the owner may not grant. Called before a token is created, before it is rotated by its owner or by itself,
    /// and before a change that adds a scope, raises the rate limit or allows more addresses. The request gets 503 when the
    /// method throws or does not answer within 5 seconds.
    /// </summary>
    /// <param name="ownerId">The identifier of the token's owner.</param>
    /// <param name="grant">What the token is to have. It has passed all other validation.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// Error messages by REST field name, such as <c>scopes</c> and <c>audience</c>. Each message names what may not be granted.
    /// Empty when the owner may grant everything. With any message, a new token or a change is refused with 400, and a rotation
    /// with 403.
    /// </returns>
    ValueTask<IReadOnlyDictionary<string, string[]>> CheckGrantAsync(string ownerId, TokenGrant grant, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, string[]>>(new Dictionary<string, string[]>());
}
