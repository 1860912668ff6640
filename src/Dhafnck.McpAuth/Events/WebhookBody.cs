namespace Dhafnck.McpAuth.Events;

/// <summary>An event as JSON: what the Standard Webhooks specification recommends.</summary>
internal sealed record WebhookBody(string Type, DateTimeOffset Timestamp, WebhookBody.TokenData Data)
{
    public static WebhookBody Of(TokenEvent tokenEvent) => new(
        TokenEventNames.Of(tokenEvent.Kind),
        tokenEvent.OccurredAt,
        new(tokenEvent.TokenId, tokenEvent.TokenName, tokenEvent.OwnerId, tokenEvent.Reason, tokenEvent.RemoteAddress?.ToString(), tokenEvent.ExpiresAt));

    /// <summary>Which token, and what is known of the event.</summary>
    internal sealed record TokenData(string TokenId, string? TokenName, string? OwnerId, string? Reason, string? RemoteAddress, DateTimeOffset? ExpiresAt);
}
