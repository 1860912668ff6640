namespace Dhafnck.McpAuth.Tokens;

/// <summary>A part of a list of tokens, and how long the whole list is. Both are of one moment.</summary>
/// <param name="Items">The tokens of the part asked for.</param>
/// <param name="Total">How many tokens the whole list has.</param>
public sealed record TokenPage(IReadOnlyList<ApiToken> Items, int Total);
