using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.CommandLine.Output;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenOutput))]
[JsonSerializable(typeof(TokenListOutput))]
[JsonSerializable(typeof(AuditOutput))]
[JsonSerializable(typeof(RevokedOutput))]
[JsonSerializable(typeof(PrunedOutput))]
internal sealed partial class OutputJsonContext : JsonSerializerContext;
