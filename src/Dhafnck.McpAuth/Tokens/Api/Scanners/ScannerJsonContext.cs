using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ScannerMatch[]))]
[JsonSerializable(typeof(ScannerLabel[]))]
[JsonSerializable(typeof(GitHubKeyDocument))]
internal sealed partial class ScannerJsonContext : JsonSerializerContext;
