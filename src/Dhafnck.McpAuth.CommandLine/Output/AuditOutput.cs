using System.Text.Json;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.CommandLine.Output;

/// <summary>An entry of the audit trail as JSON, with the names of the REST API.</summary>
internal sealed record AuditOutput
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Action { get; init; }

    public required string Outcome { get; init; }

    public required string? TokenId { get; init; }

    public required string OwnerId { get; init; }

    public required string ByKind { get; init; }

    public required string By { get; init; }

    public required string? Address { get; init; }

    public required string? Detail { get; init; }

    public static AuditOutput Of(TokenAuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At,
        Action = NameOf(entry.Action),
        Outcome = NameOf(entry.Outcome),
        TokenId = entry.TokenId,
        OwnerId = entry.OwnerId,
        ByKind = NameOf(entry.By.Kind),
        By = entry.By.Id,
        Address = entry.By.Address,
        Detail = entry.Detail,
    };

    private static string NameOf<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
