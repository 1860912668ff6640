using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Stdio;

/// <summary>
/// The session of a process with one client. It is open from the first check of its token until a check fails. Then every message
/// is refused, and the process ends as soon as the client has been told why.
/// </summary>
internal sealed partial class StdioSession(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<StdioSession> logger)
{
    // A client sends its first message at once, and an open call is answered within half a second. A busy machine takes longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UntilSent = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _checked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BearerRefusal? _refusal;

    /// <summary>Completes when the token has been checked for the first time.</summary>
    public Task Checked => _checked.Task;

    /// <summary>Why the session has ended; <see langword="null"/> while it is open.</summary>
    public BearerRefusal? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Lets messages in.</summary>
    public void Open() => _checked.TrySetResult();

    /// <summary>Ends the session, and soon the process.</summary>
    public void End(BearerRefusal refusal)
    {
        if (Interlocked.CompareExchange(ref _refusal, refusal, null) is not null)
        {
            return;
        }

        Environment.ExitCode = 1;

        // Standard output belongs to the protocol. The client's user sees standard error, whatever the application logs.
        Console.Error.WriteLine($"The MCP session ends: {refusal.Description}");
        LogEnded(refusal.Description);
        _checked.TrySetResult();
        _ = StopAsync();
    }

    /// <summary>Reports that a message was answered with <see cref="Refusal"/>.</summary>
    public void Told() => _told.TrySetResult();

    private async Task StopAsync()
    {
        // A host that is stopped while it starts reports a failure.
        await Task.Delay(Timeout.InfiniteTimeSpan, time, lifetime.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _told.Task.WaitAsync(Patience, time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(UntilSent, time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }

    [LoggerMessage(1261, LogLevel.Information, "The session on standard input and output ends: {Reason}")]
    private partial void LogEnded(string reason);
}
