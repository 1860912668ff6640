using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.TestKit.Telemetry;

/// <summary>Keeps everything that a server logs, at every level: messages, exceptions, the values behind the messages, and scopes.</summary>
internal sealed class EverythingLogged : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _texts = [];
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<string> Texts => [.. _texts];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Collecting(this, categoryName);

    public void Dispose()
    {
    }

    private static string Show(object? state) =>
        state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(value => $"{value.Key}={value.Value}")) : $"{state}";

    private sealed class Collecting(EverythingLogged all, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => all._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            all._texts.Enqueue($"{category} {eventId} {formatter(state, exception)} {exception} {Show(state)}");
            all._scopes.ForEachScope((scope, texts) => texts.Enqueue($"{category} {scope} {Show(scope)}"), all._texts);
        }
    }
}
