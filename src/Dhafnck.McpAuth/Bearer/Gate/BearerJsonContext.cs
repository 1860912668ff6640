using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Bearer.Resource;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Bearer.Gate;

[JsonSerializable(typeof(OAuthError))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class BearerJsonContext : JsonSerializerContext;
