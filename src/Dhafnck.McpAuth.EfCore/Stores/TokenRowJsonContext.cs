using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore.Stores;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<TokenHistoryEntry>))]
internal sealed partial class TokenRowJsonContext : JsonSerializerContext;
