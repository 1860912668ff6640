namespace Dhafnck.McpAuth.CommandLine.Output;

/// <summary>What a command removed, as JSON.</summary>
internal sealed record PrunedOutput(int Tokens, int AuditEntries);
