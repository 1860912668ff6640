using System.Text.Json;

namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>
/// Reads claims by name or by path. A claim with exactly this name has priority, because names can be URLs and contain dots. In a
/// path, a dot separates members, and <c>*</c> stands for any member.
/// </summary>
internal static class ClaimPath
{
    /// <summary>Returns the strings of the claim, or of each claim that the path leads to. Other types of values are skipped.</summary>
    public static IEnumerable<string> Read(JsonElement claims, string path)
    {
        if (claims.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return claims.TryGetProperty(path, out var value)
            ? Texts(value)
            : path.Index().Where(character => character.Item == '.').SelectMany(dot => Inside(claims, path[..dot.Index]).SelectMany(member => Read(member, path[(dot.Index + 1)..])));
    }

    private static IEnumerable<JsonElement> Inside(JsonElement claims, string name) =>
        name == "*" ? claims.EnumerateObject().Select(member => member.Value)
        : claims.TryGetProperty(name, out var member) ? [member]
        : [];

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };
}
