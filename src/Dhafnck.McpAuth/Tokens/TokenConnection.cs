namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The OAuth client that a user gave access to (RFC 6749 §1.1). A token with a connection is the connection's record: its credential is
/// the client's access token, and each refresh (RFC 6749 §6) rotates that credential.
/// </summary>
public sealed record TokenConnection
{
    /// <summary>The client's identifier (<c>client_id</c>, RFC 6749 §2.2), 1 to 2,000 characters. A client with a metadata document has the document's URL.</summary>
    public required string ClientId { get; init; }

    /// <summary>The name that the client gives itself (<c>client_name</c>, RFC 7591 §2), 1 to 100 characters. Nobody has verified it.</summary>
    public required string ClientName { get; init; }

    /// <summary>The host that vouches for the client: the host of its metadata document.</summary>
    /// <value>The default is <see langword="null"/>: the operator configured the client, or it registered itself.</value>
    public string? ClientHost { get; init; }
}
