using Dhafnck.McpAuth.Events;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>The JSON body of an event, in the format that the Standard Webhooks specification recommends.</summary>
internal sealed record WebhookBody(string Type, DateTimeOffset Timestamp, WebhookBody.TokenData Data)
{
    public static WebhookBody Of(TokenEvent tokenEvent) => new(
        TokenEventNames.Of(tokenEvent.Kind),
        tokenEvent.OccurredAt,
        new(tokenEvent.TokenId, tokenEvent.TokenName, tokenEvent.OwnerId, tokenEvent.Reason, tokenEvent.RemoteAddress?.ToString(), tokenEvent.ExpiresAt));

    /// <summary>The token and the details of the event.</summary>
    internal sealed record TokenData(string TokenId, string? TokenName, string? OwnerId, string? Reason, string? RemoteAddress, DateTimeOffset? ExpiresAt);
}
