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
    /// the time that records are kept in memory; and each time before a token is created, widened or rotated. An exception,
    /// or no answer within 5 seconds, makes the request get 503.
    /// </summary>
    /// <param name="ownerId">The owner.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

    /// <summary>
    /// What the owner may not grant of what a token is to have. Asked before a token is created or rotated, by its owner or by
    /// itself, and before a change that adds a scope, raises the limit or allows more addresses. An exception, or no answer
    /// within 5 seconds, makes the request get 503.
    /// </summary>
    /// <param name="ownerId">The owner of the token.</param>
    /// <param name="grant">What the token is to have, valid otherwise.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// Messages by the field's name in REST, such as <c>scopes</c> and <c>audience</c>, which name what may not be granted; empty
    /// when all may be. With any message a new token or a change is refused with 400, a rotation with 403.
    /// </returns>
    ValueTask<IReadOnlyDictionary<string, string[]>> CheckGrantAsync(string ownerId, TokenGrant grant, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, string[]>>(new Dictionary<string, string[]>());
}
