namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Tells processes at once that a token has changed, so that a revocation takes effect within milliseconds. The poll of the store
/// remains: a message can be lost. A feed is a singleton and safe for concurrent use.
/// </summary>
public interface ITokenChangeFeed
{
    /// <summary>Announces to all processes that a token has changed, after the change is stored.</summary>
    /// <param name="tokenId">The token's identifier; <see langword="null"/> when several tokens changed.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task PublishAsync(string? tokenId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Listens until it is cancelled, or fails because the connection is lost. It is called again a while after a failure.
    /// </summary>
    /// <param name="changed">
    /// Called with the identifier of a changed token, or with <see langword="null"/> when any token may have changed. Called with
    /// <see langword="null"/> as soon as messages arrive, because earlier ones may have been lost. It returns immediately and can
    /// be called concurrently. Messages of this process may be included.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    Task ListenAsync(Action<string?> changed, CancellationToken cancellationToken = default);
}
