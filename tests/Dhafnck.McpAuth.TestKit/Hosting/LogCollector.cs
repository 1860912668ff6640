using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>Keeps what a server logs.</summary>
public sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Message)> _entries = new();

    public IReadOnlyList<(LogLevel Level, string Category, string Message)> Entries => [.. _entries];

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    public string Text => string.Join('\n', _entries.Select(entry => entry.Message));

    /// <summary>The messages after a number of others, of which a shared server may have many.</summary>
    public IEnumerable<string> After(int count) => _entries.Skip(count).Select(entry => entry.Message);

    /// <summary>Waits for a line with all of some texts: what a server does, others can see before it has written of it.</summary>
    public Task SaysAsync(params string[] texts) =>
        Eventually.GetAsync(() => Task.FromResult(Text), text => text.Split('\n').Any(line => texts.All(part => line.Contains(part, StringComparison.Ordinal))));

    public ILogger CreateLogger(string categoryName) => new CollectingLogger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class CollectingLogger(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            collector._entries.Enqueue((logLevel, category, $"{formatter(state, exception)} {exception}"));
    }
}
