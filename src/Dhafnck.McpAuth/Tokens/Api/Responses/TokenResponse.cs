using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The JSON response that describes a token to its owner.</summary>
internal sealed record TokenResponse
{
    [JsonPropertyName("id"), Description("The identifier of the token. Rotation does not change it.")]
    public required string Id { get; init; }

    [JsonPropertyName("kind"), Description("The kind: token, or connection for the record of an OAuth client that the owner let in.")]
    public required string Kind { get; init; }

    [JsonPropertyName("name"), Description("The token's name.")]
    public required string Name { get; init; }

    [JsonPropertyName("scopes"), Description("The granted scopes, without the scopes that they imply.")]
    public required IReadOnlyList<string> Scopes { get; init; }

    [JsonPropertyName("requested_scopes"), Description("The scopes that wait for the approval of an administrator. The token does not have them.")]
    public required IReadOnlyList<string> RequestedScopes { get; init; }

    [JsonPropertyName("audience"), Description("The audience that the token is issued for.")]
    public required string Audience { get; init; }

    [JsonPropertyName("rate_limit"), Description("The rate limit, in requests per hour.")]
    public required int RateLimit { get; init; }

    [JsonPropertyName("metadata"), Description("The metadata kept with the token.")]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [JsonPropertyName("allowed_addresses"), Description("The IP addresses and networks that the token may be used from. Empty means any address.")]
    public required IReadOnlyList<string> AllowedAddresses { get; init; }

    [JsonPropertyName("dpop_jkt"), Description("The thumbprint of the key that the token is bound to. Null for a bearer token.")]
    public required string? KeyThumbprint { get; init; }

    [JsonPropertyName("created_at"), Description("The time when the token was created.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("expires_at"), Description("The time when the current token string expires.")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [JsonPropertyName("rotatable_until"), Description("The time until which the token may rotate itself.")]
    public required DateTimeOffset RotatableUntil { get; init; }

    [JsonPropertyName("former_valid_until"), Description("The time until which the former token string is valid, if it still is.")]
    public required DateTimeOffset? FormerValidUntil { get; init; }

    [JsonPropertyName("revoked_at"), Description("The time when the token was revoked, if it was.")]
    public required DateTimeOffset? RevokedAt { get; init; }

    [JsonPropertyName("last_used_at"), Description("The time when the token was last used, if it was.")]
    public required DateTimeOffset? LastUsedAt { get; init; }

    [JsonPropertyName("usage_count"), Description("The number of requests that the token has made.")]
    public required long UsageCount { get; init; }

    [JsonPropertyName("is_active"), Description("Whether the token is neither revoked nor expired.")]
    public required bool IsActive { get; init; }

    [JsonPropertyName("connection"), Description("The OAuth client of a connection. Null for a token.")]
    public required ConnectedClient? Connection { get; init; }

    [JsonPropertyName("owner_id"), Description("The identifier of the token's owner. Only answers to administrators contain it.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OwnerId { get; init; }

    [JsonPropertyName("issued_at"), Description("The time when the token was created or rotated last. Only answers to administrators contain it.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? IssuedAt { get; init; }

    [JsonPropertyName("history"), Description("Who created, changed, rotated and revoked the token, oldest first. Omitted from lists of tokens.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    [JsonPropertyName("token"), Description("The token string. Only the response that creates it contains it.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static TokenResponse Of(ApiToken token, DateTimeOffset now, string? value = null) => new()
    {
        Id = token.Id,
        Kind = token.Connection is null ? "token" : "connection",
        Name = token.Name,
        Scopes = token.Scopes,
        RequestedScopes = token.RequestedScopes,
        Audience = token.Audience,
        RateLimit = token.RateLimit,
        Metadata = token.Metadata,
        AllowedAddresses = token.AllowedAddresses,
        KeyThumbprint = token.KeyThumbprint,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        RotatableUntil = token.RotatableUntil,
        FormerValidUntil = token.FormerCredential?.ValidUntil > now ? token.FormerCredential.ValidUntil : null,
        RevokedAt = token.RevokedAt,
        LastUsedAt = token.LastUsedAt,
        UsageCount = token.UsageCount,
        IsActive = token.IsActive(now),
        Connection = token.Connection is { } connection ? new(connection.ClientId, connection.ClientName, connection.ClientHost) : null,
        Token = value,
    };

    public static TokenResponse WithHistory(ApiToken token, DateTimeOffset now, string? value) => Of(token, now, value) with
    {
        History = [.. TokenHistory.Of(token).Select(entry => new HistoryEntry(JsonName.Of(entry.Action), entry.At, entry.By))],
    };

    public static TokenResponse ForAdmin(ApiToken token, TokenResponse response) => response with { OwnerId = token.OwnerId, IssuedAt = token.IssuedAt };

    // The default ToString of a record prints all members, which can include the token string.
    public override string ToString() => Id;

    /// <summary>The OAuth client of a connection.</summary>
    internal sealed record ConnectedClient(
        [property: JsonPropertyName("client_id"), Description("The client's identifier.")] string ClientId,
        [property: JsonPropertyName("client_name"), Description("The name that the client gives itself.")] string ClientName,
        [property: JsonPropertyName("client_host"), Description("The host that vouches for the client. Null when none does.")] string? ClientHost);

    /// <summary>One history entry: the action, its time and its actor.</summary>
    internal sealed record HistoryEntry(
        [property: JsonPropertyName("action"), Description("The action: created, changed, rotated or revoked.")] string Action,
        [property: JsonPropertyName("at"), Description("The time of the action.")] DateTimeOffset At,
        [property: JsonPropertyName("by"), Description("The identifier of the actor: the owner's, or the token's own when it acted itself. Null when unknown.")] string? By);
}
