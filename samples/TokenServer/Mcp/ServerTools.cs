using System.ComponentModel;
using System.Security.Claims;
using Dhafnck.McpAuth;
using ModelContextProtocol.Server;

namespace TokenServer.Mcp;

[McpServerToolType]
internal sealed class ServerTools
{
    [McpServerTool(Name = "whoami", ReadOnly = true)]
    [Description("Returns the name, subject and scopes of the current token.")]
    public static WhoAmI Me(ClaimsPrincipal user) =>
        new(user.FindFirst(McpClaimTypes.TokenName)?.Value, Owner.Of(user).Subject, [.. user.FindAll(McpClaimTypes.Scope).Select(claim => claim.Value).Order(StringComparer.Ordinal)]);

    [McpServerTool(Name = "server_time", ReadOnly = true)]
    [Description("Returns the server's time in UTC.")]
    public static DateTimeOffset Time(TimeProvider time) => time.GetUtcNow();

    internal sealed record WhoAmI(string? Token, string Subject, IReadOnlyList<string> Scopes);
}
