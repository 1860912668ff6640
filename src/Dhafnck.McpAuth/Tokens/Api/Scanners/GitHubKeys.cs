using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>
/// Keeps the keys that GitHub published last. One request at a time fetches them: when a key is not known, or an hour has passed.
/// GitHub answers an address 60 requests an hour, and anybody can send the identifier of an unknown key: such a key is asked for every
/// ten minutes at most, and every two minutes without keys or after a failure. While GitHub does not answer, the last keys stay in use.
/// </summary>
internal sealed partial class GitHubKeys(string address, IHttpClientFactory clients, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "Dhafnck.McpAuth.GitHubKeys";

    /// <summary>The maximum size of the document, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The time limit for the document.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The time after which the keys are fetched again. A withdrawn key stops working after this time.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Outage _outage = new(time);
    private Answer? _last;
    private long? _askedAt;
    private bool _isFailing;

    /// <summary>
    /// Returns the key with the identifier, if it is published; and whether that is known: GitHub has answered since this was asked. A
    /// key that is missing from an older answer may be a new one.
    /// </summary>
    public async ValueTask<(byte[]? Key, bool IsKnown)> FindAsync(string identifier, CancellationToken cancellationToken)
    {
        if (FindFresh(identifier) is { } known)
        {
            return (known, true);
        }

        var since = time.GetTimestamp();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (FindFresh(identifier) is null && IsDue())
            {
                await AskAsync().ConfigureAwait(false);
            }

            return (_last?.Keys.GetValueOrDefault(identifier), _last?.At >= since);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private byte[]? FindFresh(string identifier) =>
        Volatile.Read(ref _last) is { } last && time.GetElapsedTime(last.At) < Lifetime ? last.Keys.GetValueOrDefault(identifier) : null;

    private bool IsDue() => _askedAt is not { } askedAt || time.GetElapsedTime(askedAt) >= (_isFailing ? RetryInterval : Interval);

    private async Task AskAsync()
    {
        var now = time.GetTimestamp();
        _askedAt = now;
        try
        {
            using var client = clients.CreateClient(ClientName);
            var document = await client.GetStringAsync(new Uri(address), CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _last, new(GitHubKeyDocument.Read(document), now));
            _isFailing = false;
            _outage.End();
        }
        catch (Exception exception)
        {
            _isFailing = true;
            if (_outage.Begins())
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(1360, LogLevel.Warning, "The keys of GitHub's secret scanning cannot be fetched. The last known keys stay in use; without the key of a report, the report gets 503.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    private sealed record Answer(IReadOnlyDictionary<string, byte[]> Keys, long At);
}
