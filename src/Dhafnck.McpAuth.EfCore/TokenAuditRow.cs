using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore;

/// <summary>The table row of an entry of the audit trail. Rows are only added, and removed when the retention ends.</summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class TokenAuditRow
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required TokenAuditAction Action { get; init; }

    public required TokenAuditOutcome Outcome { get; init; }

    public required string? TokenId { get; init; }

    public required string OwnerId { get; init; }

    public required TokenActorKind ByKind { get; init; }

    public required string ById { get; init; }

    public required string? Address { get; init; }

    public required string? Detail { get; init; }

    public static TokenAuditRow Of(TokenAuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At,
        Action = entry.Action,
        Outcome = entry.Outcome,
        TokenId = entry.TokenId,
        OwnerId = entry.OwnerId,
        ByKind = entry.By.Kind,
        ById = entry.By.Id,
        Address = entry.By.Address,
        Detail = entry.Detail,
    };

    public TokenAuditEntry ToTokenAuditEntry() => new()
    {
        Id = Id,
        At = At,
        Action = Action,
        Outcome = Outcome,
        TokenId = TokenId,
        OwnerId = OwnerId,
        By = new() { Kind = ByKind, Id = ById, Address = Address },
        Detail = Detail,
    };
}
