using System.Text.Json.Serialization;
using Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PublishedClient))]
[JsonSerializable(typeof(RegisteredClient))]
[JsonSerializable(typeof(RegistrationError))]
internal sealed partial class ClientsJsonContext : JsonSerializerContext;
