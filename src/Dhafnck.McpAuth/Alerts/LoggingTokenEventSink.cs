using System.Net;
using Dhafnck.McpAuth.Events;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>Writes every event to the log, in the category <c>Dhafnck.McpAuth.Alerts.LoggingTokenEventSink</c>.</summary>
internal sealed partial class LoggingTokenEventSink(ILogger<LoggingTokenEventSink> logger) : ITokenEventSink
{
    public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
    {
        var (level, name) = (LevelOf(tokenEvent.Kind), TokenEventNames.Of(tokenEvent.Kind));
        LogEvent(level, name, tokenEvent.TokenId, tokenEvent.Reason, tokenEvent.RemoteAddress);
        return Task.CompletedTask;
    }

    private static LogLevel LevelOf(TokenEventKind kind) =>
        kind is TokenEventKind.FormerCredentialUsed or TokenEventKind.UnusualUse or TokenEventKind.Leaked ? LogLevel.Warning : LogLevel.Information;

    // Neither the name nor the owner: both are user input and can contain anything.
    [LoggerMessage(EventId = 1520, Message = "{Event}: {TokenId} {Reason} {RemoteAddress}")]
    private partial void LogEvent(LogLevel level, string @event, string tokenId, string? reason, IPAddress? remoteAddress);
}
