using System.Collections.Concurrent;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A tool that runs until it is cancelled, and what became of its calls.</summary>
[McpServerToolType]
public sealed class LongCall
{
    public const string Tool = "wait";

    private readonly ConcurrentDictionary<string, string> _calls = new();

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
}
