namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// What the application says of the owners of tokens: what they may grant, and whether they are still there.
/// Registered as a singleton with <c>AddTokenOwnerPolicy&lt;T&gt;()</c>; without one, owners may grant all that the
/// catalog has, and are always there.
/// </summary>
public interface ITokenOwnerPolicy
{
    /// <summary>
    /// Whether the owner's tokens are to be accepted. Asked when a token's record is read, so that a no holds within
    /// the time that records are kept in memory; an exception makes the request get 503.
    /// </summary>
    /// <param name="ownerId">The owner.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

    /// <summary>What the owner may not grant of what a new or changed token is to have.</summary>
    /// <param name="ownerId">The owner.</param>
    /// <param name="grant">What the token is to have, valid otherwise.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>Messages by the field's name in REST, such as <c>scopes</c> and <c>audience</c>; empty when all may be granted.</returns>
    ValueTask<IReadOnlyDictionary<string, string[]>> CheckGrantAsync(string ownerId, TokenGrant grant, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, string[]>>(new Dictionary<string, string[]>());
}
