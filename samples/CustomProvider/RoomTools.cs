using System.Collections.Concurrent;
using System.ComponentModel;
using System.Security.Claims;
using Dhafnck.McpAuth;
using ModelContextProtocol.Server;

namespace CustomProvider;

internal sealed class RoomTools
{
    private static readonly ConcurrentDictionary<string, string> Bookings = [];

    [McpServerTool(Name = "list_rooms", ReadOnly = true), RequiredScope("read:rooms")]
    [Description("Says who booked which room.")]
    public static IReadOnlyDictionary<string, string> ListRooms() => Bookings;

    [McpServerTool(Name = "book_room"), RequiredScope("write:rooms")]
    [Description("Books a room.")]
    public static string BookRoom(ClaimsPrincipal user, string room) =>
        $"{room} is booked by {Bookings.GetOrAdd(room, user.FindFirst("sub")?.Value ?? "nobody")}.";
}
