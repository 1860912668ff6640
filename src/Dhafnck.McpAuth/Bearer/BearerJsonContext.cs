using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Bearer;

[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class BearerJsonContext : JsonSerializerContext;
