using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Page;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokenPageConfig))]
internal sealed partial class TokenPageJsonContext : JsonSerializerContext;
