using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Issuers;

[JsonSerializable(typeof(IssuerMetadata))]
internal sealed partial class IssuerMetadataJsonContext : JsonSerializerContext;
