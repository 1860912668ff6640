using Dhafnck.McpAuth.AuthorizationServer.Consent;

namespace Dhafnck.McpAuth.AuthorizationServer.Applications;

/// <summary>What the consent page has to say about a client.</summary>
internal sealed record KnownApplication
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The host that vouches for the client: that of its metadata document.</summary>
    public string? Host { get; init; }

    public required ConsentClientKind Kind { get; init; }

    public required IReadOnlyList<string> RedirectUris { get; init; }

    /// <summary>Whether the client takes refresh tokens.</summary>
    public required bool CanRefresh { get; init; }
}
