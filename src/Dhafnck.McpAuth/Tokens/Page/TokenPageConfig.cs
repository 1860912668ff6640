namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>What the page has to know of the application, none of it a secret. Paths have the path base in front.</summary>
internal sealed record TokenPageConfig
{
    /// <summary>The path of the REST API, without a slash at its end.</summary>
    public required string? Api { get; init; }

    /// <summary>The path of the MCP endpoint, or <see langword="null"/> when this application has none.</summary>
    public required string? Mcp { get; init; }

    /// <summary>
    /// The address of the MCP endpoint for clients, below <c>MCP_PUBLIC_URL</c>; <see langword="null"/> where that is not set:
    /// the page then puts the origin that the browser sees before <see cref="Mcp"/>.
    /// </summary>
    public required string? McpAddress { get; init; }

    /// <summary>What the MCP server calls itself.</summary>
    public required string Server { get; init; }

    /// <summary>The signed-in user's identifier, by which the page sees that another one has signed in.</summary>
    public required string? Owner { get; init; }

    /// <summary>What to call the signed-in user.</summary>
    public required string? User { get; init; }

    public required string? Application { get; init; }

    public required string? Home { get; init; }

    public required string? SignOut { get; init; }

    /// <summary>The audiences that a token can be made for, the default first.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }
}
