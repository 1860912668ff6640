namespace Dhafnck.McpAuth.CommandLine.Output;

/// <summary>A page of a list as JSON.</summary>
internal sealed record TokenListOutput(IReadOnlyList<TokenOutput> Data, int Total);
