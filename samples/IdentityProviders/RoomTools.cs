using System.ComponentModel;
using System.Security.Claims;
using Dhafnck.McpAuth;
using ModelContextProtocol.Server;

namespace IdentityProviders;

internal sealed class RoomTools
{
    [McpServerTool(Name = "list_rooms", ReadOnly = true), RequiredScope("read:rooms")]
    [Description("Lists the rooms.")]
    public static string ListRooms(ClaimsPrincipal user) =>
        $"Rooms for {user.FindFirst(McpClaimTypes.Subject)?.Value} of {user.FindFirst(McpClaimTypes.Issuer)?.Value}: A1, A2";
}
