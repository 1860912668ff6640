using System.Collections.Concurrent;

namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>The questions that are being asked: one for each token, and a limited number at a time, so that made-up tokens do not flood the issuer.</summary>
internal sealed class RunningQuestions(Func<string, Task<AccessTokenResult>> ask, TimeSpan patience) : IDisposable
{
    private const int Maximum = 64;

    private readonly ConcurrentDictionary<string, Lazy<Task<AccessTokenResult>>> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(Maximum);

    /// <summary>Returns the answer of the running question about a token, or asks. Nobody's cancellation ends the question for the others.</summary>
    public Task<AccessTokenResult> AskAsync(string token) => _running.GetOrAdd(token, _ => new(() => RunAsync(token))).Value;

    public void Dispose() => _turns.Dispose();

    private async Task<AccessTokenResult> RunAsync(string token)
    {
        var hasTurn = false;
        try
        {
            hasTurn = await _turns.WaitAsync(patience).ConfigureAwait(false);
            return hasTurn ? await ask(token).ConfigureAwait(false) : AccessTokenResult.Unavailable("the issuer is being asked about too many tokens at once");
        }
        finally
        {
            if (hasTurn)
            {
                _turns.Release();
            }

            _running.TryRemove(token, out _);
        }
    }
}
