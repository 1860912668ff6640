namespace Dhafnck.McpAuth.CommandLine.Output;

/// <summary>How many tokens a command revoked, as JSON.</summary>
internal sealed record RevokedOutput(int Revoked);
