namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>The configuration that the page needs from the application. It contains no secrets. Paths include the path base.</summary>
internal sealed record TokenPageConfig
{
    /// <summary>The path of the REST API, without a trailing slash.</summary>
    public required string? Api { get; init; }

    /// <summary>The path of the REST API for administrators, or <see langword="null"/> when the user is none or the application has none.</summary>
    public required string? Admin { get; init; }

    /// <summary>The path of the MCP endpoint, or <see langword="null"/> when the application has none.</summary>
    public required string? Mcp { get; init; }

    /// <summary>
    /// The URL of the MCP endpoint for clients, below <c>MCP_PUBLIC_URL</c>. <see langword="null"/> when that is not set: the
    /// page then combines the browser's origin with <see cref="Mcp"/>.
    /// </summary>
    public required string? McpAddress { get; init; }

    /// <summary>The name of the MCP server.</summary>
    public required string Server { get; init; }

    /// <summary>The signed-in user's identifier, with which the page detects that another user has signed in.</summary>
    public required string? Owner { get; init; }

    /// <summary>The display name of the signed-in user.</summary>
    public required string? User { get; init; }

    public required string? Application { get; init; }

    public required string? Home { get; init; }

    public required string? SignOut { get; init; }

    /// <summary>The audiences that a token can be issued for, the default first.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The longest lifetime of a token string, in days.</summary>
    public required int MaximumDays { get; init; }
}
