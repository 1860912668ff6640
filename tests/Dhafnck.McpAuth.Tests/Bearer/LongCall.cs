using System.Collections.Concurrent;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A tool that runs until it is cancelled, and what became of its calls.</summary>
[McpServerToolType]
public sealed class LongCall
{
    public const string Tool = "wait";
    public const string DeafTool = "wait_deaf";

    private readonly ConcurrentDictionary<string, string> _calls = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary><c>running</c>, <c>cancelled</c>, or nothing yet.</summary>
    public string? StateOf(string call) => _calls.GetValueOrDefault(call);

    [McpServerTool(Name = Tool)]
    public async Task<string> WaitAsync(string call, CancellationToken cancellationToken)
    {
        _calls[call] = "running";
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            _calls[call] = "cancelled";
        }

        return "never";
    }

    /// <summary>As many tools are: it is not told when it is cancelled.</summary>
    [McpServerTool(Name = DeafTool)]
    public async Task<string> WaitDeafAsync(string call)
    {
        _calls[call] = "running";
        await _released.Task;
        return "too late";
    }

    /// <summary>Says that the call has begun to answer, before it waits.</summary>
    [McpServerTool(Name = "progress")]
    public async Task<string> ProgressAsync(string call, IProgress<ProgressNotificationValue> progress, CancellationToken cancellationToken)
    {
        progress.Report(new() { Progress = 1, Message = "begun" });
        return await WaitAsync(call, cancellationToken);
    }

    public void Release() => _released.TrySetResult();
}
