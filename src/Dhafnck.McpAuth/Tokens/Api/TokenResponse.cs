using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>A token as JSON shows it to its owner.</summary>
internal sealed record TokenResponse
{
    [JsonPropertyName("id"), Description("The identifier of the record, which rotation keeps.")]
    public required string Id { get; init; }

    [JsonPropertyName("name"), Description("What the token is called.")]
    public required string Name { get; init; }

    [JsonPropertyName("scopes"), Description("The scopes that were granted.")]
    public required IReadOnlyList<string> Scopes { get; init; }

    [JsonPropertyName("audience"), Description("Whom the token is made for.")]
    public required string Audience { get; init; }

    [JsonPropertyName("rate_limit"), Description("Requests per hour.")]
    public required int RateLimit { get; init; }

    [JsonPropertyName("metadata"), Description("The notes kept with the token.")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [JsonPropertyName("allowed_addresses"), Description("The IP addresses and networks that the token may be used from; none of them for any.")]
    public required IReadOnlyList<string> AllowedAddresses { get; init; }

    [JsonPropertyName("created_at"), Description("When the record was made.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("expires_at"), Description("When the current token string ends.")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [JsonPropertyName("rotatable_until"), Description("Until when the token may rotate itself.")]
    public required DateTimeOffset RotatableUntil { get; init; }

    [JsonPropertyName("former_valid_until"), Description("Until when the token string before the current one is good, if it still is.")]
    public required DateTimeOffset? FormerValidUntil { get; init; }

    [JsonPropertyName("revoked_at"), Description("When the token was revoked, if it was.")]
    public required DateTimeOffset? RevokedAt { get; init; }

    [JsonPropertyName("last_used_at"), Description("When the token was used last, if it was.")]
    public required DateTimeOffset? LastUsedAt { get; init; }

    [JsonPropertyName("usage_count"), Description("How many requests the token has made.")]
    public required long UsageCount { get; init; }

    [JsonPropertyName("is_active"), Description("Whether the token is neither revoked nor expired.")]
    public required bool IsActive { get; init; }

    [JsonPropertyName("history"), Description("Who created, changed, rotated and revoked the token, oldest first. Not in a list of tokens.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    [JsonPropertyName("token"), Description("The token string: in the answer that made it, and in no other.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static TokenResponse Of(ApiToken token, DateTimeOffset now, string? value = null) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Scopes = token.Scopes,
        Audience = token.Audience,
        RateLimit = token.RateLimit,
        Metadata = token.Metadata,
        AllowedAddresses = token.AllowedAddresses,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        RotatableUntil = token.RotatableUntil,
        FormerValidUntil = token.FormerCredential?.ValidUntil > now ? token.FormerCredential.ValidUntil : null,
        RevokedAt = token.RevokedAt,
        LastUsedAt = token.LastUsedAt,
        UsageCount = token.UsageCount,
        IsActive = token.IsActive(now),
        Token = value,
    };

    public static TokenResponse WithHistory(ApiToken token, DateTimeOffset now, string? value) => Of(token, now, value) with
    {
        History = [.. TokenHistory.Of(token).Select(entry => new HistoryEntry(JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Action.ToString()), entry.At, entry.By))],
    };

    // A record prints its members; this one can hold a token.
    public override string ToString() => Id;

    /// <summary>What was done to the token, when, and by whom.</summary>
    internal sealed record HistoryEntry(
        [property: JsonPropertyName("action"), Description("What was done: created, changed, rotated or revoked.")] string Action,
        [property: JsonPropertyName("at"), Description("When it was done.")] DateTimeOffset At,
        [property: JsonPropertyName("by"), Description("Who did it: the owner's identifier, or the token's where the token did it itself; null where that is not known.")] string? By);
}
