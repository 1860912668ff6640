using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

[JsonSerializable(typeof(ConsentTicket))]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(IReadOnlyList<KeyValuePair<string, string>>))]
internal sealed partial class ConsentJsonContext : JsonSerializerContext;
