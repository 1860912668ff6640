using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

internal static class ServerLog
{
    /// <summary>Sends the client a message at the level "info".</summary>
    public static Task LogAsync(this McpServer server, string message, CancellationToken cancellationToken)
    {
        var notification = new LoggingMessageNotificationParams
        {
            Level = LoggingLevel.Info,
            Logger = "conformance",
            Data = JsonSerializer.SerializeToElement(message),
        };
        return server.SendNotificationAsync(NotificationMethods.LoggingMessageNotification, notification, cancellationToken: cancellationToken);
    }
}
