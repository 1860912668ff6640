namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>Waits for what happens in the background.</summary>
public static class Eventually
{
    /// <summary>How long to wait for what cannot be asked for: long for a test that fails, short for none that passes on a slow machine.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    // What a test waits for has mostly begun. Whoever asks for longer leaves the processor to what is waited for.
    private const int RoundsWithoutPause = 10;
    private const int RoundsWithShortPause = 100;
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongPause = TimeSpan.FromMilliseconds(10);

    // The sum of the pauses, which take longer on a busy machine, so that patience keeps step with it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer is the one expected.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="until">Whether the answer is the one expected.</param>
    /// <param name="meanwhile">What to do before each further question, such as to move a clock.</param>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> until, Action? meanwhile = null)
    {
        var paused = TimeSpan.Zero;
        for (var round = 0; ; round++)
        {
            var answer = await ask();
            if (until(answer))
            {
                return answer;
            }

            if (paused > Patience)
            {
                throw new TimeoutException($"After {round} questions it still is {answer}.");
            }

            meanwhile?.Invoke();
            if (round < RoundsWithoutPause)
            {
                await Task.Yield();
                continue;
            }

            var pause = round < RoundsWithShortPause || meanwhile is not null ? ShortPause : LongPause;
            paused += pause;
            await PauseAsync(pause);
        }
    }

    /// <summary>Asks until something is so.</summary>
    public static Task IsSoAsync(Func<bool> ask) => GetAsync(() => Task.FromResult(ask()), isSo => isSo);

    /// <summary>Asks until something is so.</summary>
    public static Task IsSoAsync(Func<Task<bool>> ask) => GetAsync(ask, isSo => isSo);

    /// <summary>Asks now and then until something is so, where each question costs something, such as a request of a token's limit.</summary>
    public static async Task IsSoAsync(Func<Task<bool>> ask, TimeSpan every, TimeSpan patience)
    {
        for (var paused = TimeSpan.Zero; !await ask(); paused += every)
        {
            if (paused > patience)
            {
                throw new TimeoutException($"It is not so after {patience}.");
            }

            await PauseAsync(every);
        }
    }

    private static Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TimeProvider.System, CancellationToken.None);
}
