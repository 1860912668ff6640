using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>The names of enumeration members in the JSON of the REST API.</summary>
internal static class JsonName
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
