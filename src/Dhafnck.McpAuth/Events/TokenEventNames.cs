using System.Text.Json;

namespace Dhafnck.McpAuth.Events;

/// <summary>What kinds of events are called outside of this code, such as <c>token.former_credential_used</c>.</summary>
internal static class TokenEventNames
{
    public static string Of(TokenEventKind kind) => "token." + JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
