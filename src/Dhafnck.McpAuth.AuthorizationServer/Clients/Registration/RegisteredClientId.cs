using System.Security.Cryptography;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>
/// The identifier of a client that registered itself: a prefix, a UUID version 7 and 64 more random bits. In the order of the
/// identifiers, the clients are in the order of their registration.
/// </summary>
internal static class RegisteredClientId
{
    /// <summary>The prefix, which the other kinds of clients do not have.</summary>
    public const string Prefix = "reg_";

    private const int RandomCharacters = 16;

    /// <summary>Makes an identifier.</summary>
    public static string Create(DateTimeOffset now) => Start(now) + RandomNumberGenerator.GetHexString(RandomCharacters, lowercase: true);

    /// <summary>Returns a text that comes after the identifiers of all clients that registered before the time.</summary>
    public static string Before(DateTimeOffset time) => Start(time)[..(Prefix.Length + 12)];

    /// <summary>Whether a client with this identifier registered itself.</summary>
    public static bool Is(string clientId) => clientId.StartsWith(Prefix, StringComparison.Ordinal);

    private static string Start(DateTimeOffset time) => Prefix + Guid.CreateVersion7(time).ToString("N");
}
