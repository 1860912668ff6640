using System.Text.Json;

namespace Dhafnck.McpAuth.Events;

/// <summary>The external names of event kinds, such as <c>token.former_credential_used</c>.</summary>
internal static class TokenEventNames
{
    public static string Of(TokenEventKind kind) => "token." + JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
