namespace Dhafnck.McpAuth.Testing.Hosting;

/// <summary>Waits for what happens in the background, up to a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer is the one expected.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> until, Action? meanwhile = null)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            var answer = await ask();
            if (until(answer))
            {
                return answer;
            }

            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"After {Deadline} it still is {answer}.");
            }

            meanwhile?.Invoke();
            await Task.Yield();
        }
    }
}
