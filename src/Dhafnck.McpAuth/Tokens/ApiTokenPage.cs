namespace Dhafnck.McpAuth.Tokens;

/// <summary>One page of a list of tokens, and the length of the whole list, both read at the same time.</summary>
/// <param name="Items">The tokens of the page.</param>
/// <param name="Total">The number of tokens in the whole list.</param>
public sealed record ApiTokenPage(IReadOnlyList<ApiToken> Items, int Total);
