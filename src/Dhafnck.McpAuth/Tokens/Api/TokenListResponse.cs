namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>A part of the owner's list.</summary>
internal sealed record TokenListResponse(IReadOnlyList<TokenResponse> Data, int Total);
