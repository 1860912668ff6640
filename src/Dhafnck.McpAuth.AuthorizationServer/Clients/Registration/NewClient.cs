using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>A client that is to be registered, validated.</summary>
internal sealed record NewClient
{
    /// <summary>The name that the client gives itself: 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The redirect URIs, at least one.</summary>
    public required IReadOnlyList<string> RedirectUris { get; init; }

    /// <summary>The public keys with which the client authenticates; <see langword="null"/> for a public client.</summary>
    public JsonWebKeySet? Keys { get; init; }

    /// <summary>Whether the client takes refresh tokens.</summary>
    public required bool CanRefresh { get; init; }

    /// <summary>The scopes that the client will request, as far as the server knows them.</summary>
    public string? Scope { get; init; }
}
