namespace Dhafnck.McpAuth.Tokens;

/// <summary>One page of a list of tokens, and the length of the whole list, both read at the same time.</summary>
public sealed record ApiTokenPage
{
    /// <summary>The tokens of the page.</summary>
    public required IReadOnlyList<ApiToken> Items { get; init; }

    /// <summary>The number of tokens in the whole list.</summary>
    public required int Total { get; init; }
}
