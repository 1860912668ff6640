using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.EfCore;

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class TokenRowJsonContext : JsonSerializerContext;
