using System.Security.Claims;

namespace TokenServer.Setup;

/// <summary>The users who manage the tokens of all users.</summary>
internal static class Operators
{
    /// <summary>
    /// Returns whether a user is in the setting <c>Operators</c>: identifiers of users, separated by semicolons. They are not email
    /// addresses, because anyone can register an address here.
    /// </summary>
    public static bool Include(IConfiguration configuration, ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
        && configuration["Operators"]?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Contains(id) == true;
}
