using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>The response to one match. The scanner knows the token, so its hash discloses nothing.</summary>
internal sealed record ScannerLabel(string TokenHash, string? TokenType, string Label)
{
    private const string TruePositive = "true_positive";
    private const string FalsePositive = "false_positive";

    [JsonIgnore]
    public bool IsOurs => Label == TruePositive;

    public static ScannerLabel Of(ScannerMatch match, bool isOurs) => new(
        Convert.ToHexStringLower(Tokens.TokenHash.Compute(match.Token ?? "").ToArray()),
        match.Type,
        isOurs ? TruePositive : FalsePositive);
}
