namespace Dhafnck.McpAuth.Tokens.Stores;

/// <summary>Limits how long a caller waits for a store or the owner policy, even when they ignore cancellation.</summary>
internal sealed class StoreDeadline(TimeSpan limit, TimeProvider time)
{
    /// <summary>Runs an operation, and cancels it when the time limit is reached.</summary>
    /// <exception cref="TimeoutException">The operation did not complete in time. A write may have been stored or not.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timeout = new CancellationTokenSource(limit, time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // Use another thread: a blocking driver, such as SQLite's, must not block the caller past the deadline.
        var running = Task.Run(() => operation(stop.Token), CancellationToken.None);
        try
        {
            // Wait without an exception: throwing takes time, and what completes in the meantime would be lost.
            await ((Task)running).WaitAsync(wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new TimeoutException($"The token store or the owner policy did not answer within {limit}.");
            }

            return await running.ConfigureAwait(false);
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

    // Not awaited: cancelling a command can take a driver as long as the command itself.
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
