using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Bearer;

[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class BearerJsonContext : JsonSerializerContext;
