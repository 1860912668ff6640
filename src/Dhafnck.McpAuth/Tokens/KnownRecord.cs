namespace Dhafnck.McpAuth.Tokens;

/// <summary>A record, whether its owner is still there, and when both were asked.</summary>
internal sealed record KnownRecord(ApiToken Token, bool OwnerIsActive, long ReadAt);
