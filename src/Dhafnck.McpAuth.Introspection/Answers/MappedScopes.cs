using System.Text.Json;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>The scopes of an issuer whose names are permissions for its own API: those without a mapping mean nothing here, even if the catalog has the same name.</summary>
internal static class MappedScopes
{
    /// <summary>Returns the mapped scopes of a member, a text or an array, separated by spaces.</summary>
    public static string Of(ExternalIssuerOptions issuer, JsonElement answer, string name)
    {
        IEnumerable<string?> scopes = !answer.TryGetProperty(name, out var value) ? []
            : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(scope => scope.ValueKind == JsonValueKind.String).Select(scope => scope.GetString())
            : value.ValueKind == JsonValueKind.String ? value.GetString()!.Split(' ')
            : [];
        return string.Join(' ', scopes.Where(scope => scope is not null && issuer.ScopeMappings.ContainsKey(scope)));
    }
}
