using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>One page of the audit trail.</summary>
internal sealed record AuditListResponse(
    [property: JsonPropertyName("data"), Description("The entries of this page, the latest first.")] IReadOnlyList<AuditEntryResponse> Data,
    [property: JsonPropertyName("next"), Description("The value of 'after' for the next page. Null on the last page.")] string? Next);
