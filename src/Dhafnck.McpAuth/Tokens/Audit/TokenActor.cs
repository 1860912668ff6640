namespace Dhafnck.McpAuth.Tokens;

/// <summary>Who acts on a token, and from where.</summary>
public sealed record TokenActor
{
    /// <summary>The kind of actor.</summary>
    public required TokenActorKind Kind { get; init; }

    /// <summary>The identifier of the actor, 1 to 2,000 characters: of the user, the token, the client or the scanner, or the account and the host that ran a command.</summary>
    public required string Id { get; init; }

    /// <summary>The IP address that the request came from.</summary>
    /// <value>The default is <see langword="null"/>: there was no request, or the server does not know the address.</value>
    public string? Address { get; init; }

    internal static TokenActor Owner(string ownerId) => new() { Kind = TokenActorKind.Owner, Id = ownerId };
}
