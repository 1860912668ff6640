using Dhafnck.McpAuth.Events;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>
/// Delivers the reported token events in a process whose host does not run, such as a command of the application. A host that runs
/// delivers them by itself.
/// </summary>
public sealed class TokenEventDelivery
{
    private readonly TokenEventDispatcher _dispatcher;
    private readonly TimeProvider _time;

    internal TokenEventDelivery(TokenEventDispatcher dispatcher, TimeProvider time) => (_dispatcher, _time) = (dispatcher, time);

    /// <summary>Delivers the events that were reported so far to every <see cref="ITokenEventSink"/>. Later events are lost, so call it once, last.</summary>
    /// <param name="patience">The time limit for the delivery. Events that are not delivered by then are lost.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>
    /// <see langword="false"/> when events were lost: the time was too short, a sink failed, or more events were reported than are kept
    /// until the delivery begins, which is 10,000.
    /// </returns>
    /// <exception cref="InvalidOperationException">The host runs, or the method was called before.</exception>
    public async Task<bool> DeliverAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        if (_dispatcher.ExecuteTask is not null)
        {
            throw new InvalidOperationException("The events are delivered by the host that runs.");
        }

        using var timeout = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await _dispatcher.StartAsync(CancellationToken.None).ConfigureAwait(false);
        await _dispatcher.StopAsync(either.Token).ConfigureAwait(false);
        return !either.IsCancellationRequested && _dispatcher.Undelivered == 0;
    }
}
