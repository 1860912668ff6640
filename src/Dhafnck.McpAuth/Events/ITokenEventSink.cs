namespace Dhafnck.McpAuth.Events;

/// <summary>
/// Receives token events outside of request processing. A sink is a singleton. It receives at most one event per token, kind and
/// hour from all processes of a store, and each expiry event once. Exceptions are logged, and the event is not sent again.
/// </summary>
public interface ITokenEventSink
{
    /// <summary>Handles an event.</summary>
    /// <param name="tokenEvent">The event.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default);
}
