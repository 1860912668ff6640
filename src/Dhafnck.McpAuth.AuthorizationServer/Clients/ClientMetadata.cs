using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>What a client's metadata document says about it, validated. Nobody has verified the name.</summary>
internal sealed record ClientMetadata
{
    /// <summary>The URL of the document (<c>client_id</c>).</summary>
    public required string ClientId { get; init; }

    /// <summary>The name that the client gives itself: 1 to 100 characters, none of them a control or text-direction character.</summary>
    public required string ClientName { get; init; }

    /// <summary>The redirect URIs, at least one: https on the document's host, or http on a loopback host.</summary>
    public required IReadOnlyList<string> RedirectUris { get; init; }

    /// <summary>The public keys with which the client authenticates (<c>private_key_jwt</c>); <see langword="null"/> for a public client.</summary>
    public JsonWebKeySet? Keys { get; init; }

    /// <summary>Whether the client takes refresh tokens (<c>grant_types</c>, RFC 7591 §2).</summary>
    public required bool CanRefresh { get; init; }
}
