using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>A loan in a <see cref="PermitLedger"/>.</summary>
/// <param name="Permits">The number of permits.</param>
/// <param name="ClosesAt">When the process no longer uses them, in Unix time (milliseconds).</param>
/// <param name="EndsAt">When they leave the window, in Unix time (milliseconds).</param>
internal sealed record PermitLedgerLoan(
    [property: JsonPropertyName("n")] int Permits,
    [property: JsonPropertyName("closes")] long ClosesAt,
    [property: JsonPropertyName("ends")] long EndsAt);
