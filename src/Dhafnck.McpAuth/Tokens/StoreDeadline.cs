namespace Dhafnck.McpAuth.Tokens;

/// <summary>Limits how long a caller waits for a store or for the owner policy, whether or not they can be stopped.</summary>
internal sealed class StoreDeadline(TimeSpan limit, TimeProvider time)
{
    /// <summary>Runs an operation, and asks it to stop when the time is up.</summary>
    /// <exception cref="TimeoutException">The store did not answer in time. What it was asked to write may be written or not.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timeout = new CancellationTokenSource(limit, time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // On a thread of its own: a driver that blocks, as SQLite's does, must not block the caller past the deadline.
        var running = Task.Run(() => operation(stop.Token), CancellationToken.None);
        try
        {
            return await running.WaitAsync(wait.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!running.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The token store, or the owner policy, did not answer within {limit}.", exception);
        }
        finally
        {
            _ = EndAsync(running, stop);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> operation, CancellationToken cancellationToken) =>
        RunAsync<object?>(
            async patience =>
            {
                await operation(patience).ConfigureAwait(false);
                return null;
            },
            cancellationToken);

    // Nobody waits for this: stopping a command can take a driver as long as the command itself.
    private static async Task EndAsync(Task running, CancellationTokenSource stop)
    {
        using var ended = stop;
        if (!running.IsCompleted)
        {
            await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
