using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The JSON form of an entry of the audit trail.</summary>
internal sealed record AuditEntryResponse
{
    [JsonPropertyName("id"), Description("The identifier of the entry.")]
    public required string Id { get; init; }

    [JsonPropertyName("at"), Description("The time of the action.")]
    public required DateTimeOffset At { get; init; }

    [JsonPropertyName("action"), Description("The action: create, change, rotate, revoke, grant_scope, remove_scope or expire.")]
    public required string Action { get; init; }

    [JsonPropertyName("outcome"), Description("The outcome: succeeded or refused.")]
    public required string Outcome { get; init; }

    [JsonPropertyName("token_id"), Description("The identifier of the token. Null for a token that was not created.")]
    public required string? TokenId { get; init; }

    [JsonPropertyName("owner_id"), Description("The identifier of the token's owner.")]
    public required string OwnerId { get; init; }

    [JsonPropertyName("by_kind"), Description("Who acted: owner, token, client, administrator, command, application or scanner.")]
    public required string ByKind { get; init; }

    [JsonPropertyName("by"), Description("The identifier of the actor.")]
    public required string By { get; init; }

    [JsonPropertyName("address"), Description("The IP address that the request came from. Null when unknown, and when an owner reads what somebody else did.")]
    public required string? Address { get; init; }

    [JsonPropertyName("detail"), Description("What was done, or why it was refused.")]
    public required string? Detail { get; init; }

    /// <summary>Returns the entry as an administrator reads it.</summary>
    public static AuditEntryResponse Of(TokenAuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At,
        Action = JsonName.Of(entry.Action),
        Outcome = JsonName.Of(entry.Outcome),
        TokenId = entry.TokenId,
        OwnerId = entry.OwnerId,
        ByKind = JsonName.Of(entry.By.Kind),
        By = entry.By.Id,
        Address = entry.By.Address,
        Detail = entry.Detail,
    };

    /// <summary>Returns the entry as the token's owner reads it, without the address of an administrator.</summary>
    public static AuditEntryResponse ForOwner(TokenAuditEntry entry) =>
        entry.By.Kind is TokenActorKind.Administrator or TokenActorKind.Command ? Of(entry) with { Address = null } : Of(entry);
}
