namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>What a client requests from a signed-in user. Everything that comes from the client is untrusted text.</summary>
internal sealed record ConsentRequest
{
    public required string ClientId { get; init; }

    /// <summary>The name that the client gives itself.</summary>
    public required string ClientName { get; init; }

    /// <summary>The host that vouches for the client, or <see langword="null"/> when none does.</summary>
    public string? ClientHost { get; init; }

    public required ConsentClientKind ClientKind { get; init; }

    /// <summary>The host that the authorization code is sent to, or the scheme of a redirect URI without a host.</summary>
    public required string RedirectHost { get; init; }

    /// <summary>Whether every redirect URI of the client is on this computer, so that any program on it can pretend to be the client.</summary>
    public bool IsLoopbackOnly { get; init; }

    /// <summary>The application's identifier of the signed-in user.</summary>
    public required string UserId { get; init; }

    /// <summary>The name that the signed-in user knows themselves by.</summary>
    public required string UserName { get; init; }

    /// <summary>The resource that the connection is for (RFC 8707).</summary>
    public required string Resource { get; init; }

    /// <summary>The requested scopes, and those that the connection already has.</summary>
    public IReadOnlyList<ConsentScope> Scopes { get; init; } = [];

    /// <summary>The names of the tools that the client can call with all of the scopes.</summary>
    public IReadOnlyList<string> CallableTools { get; init; } = [];

    /// <summary>The number of all tools of the server.</summary>
    public int ToolCount { get; init; }

    /// <summary>The rate limit that the page proposes, in requests per hour. On a step-up it is the connection's own.</summary>
    public int RateLimit { get; init; } = 1000;

    /// <summary>The lifetime that the page proposes, in days. On a step-up it is the connection's own.</summary>
    public int LifetimeDays { get; init; } = 365;

    /// <summary>The longest lifetime that the user may choose, in days.</summary>
    public int MaximumLifetimeDays { get; init; } = 365;

    /// <summary>Whether the client already has a connection, which the approval extends. Its limit and lifetime stay.</summary>
    public bool IsStepUp => Scopes.Any(scope => scope.IsGranted);
}
