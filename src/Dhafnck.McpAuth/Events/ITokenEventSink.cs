namespace Dhafnck.McpAuth.Events;

/// <summary>
/// Hears what happens to tokens, away from the requests. It is a singleton; it hears of each token, kind and hour at
/// most once among all processes of a store, and of an expiry once. What it throws is logged, and the event is not repeated.
/// </summary>
public interface ITokenEventSink
{
    /// <summary>Something happened.</summary>
    /// <param name="tokenEvent">What happened.</param>
    /// <param name="cancellationToken">The host stops.</param>
    Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default);
}
