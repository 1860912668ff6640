namespace Dhafnck.McpAuth.Tokens;

/// <summary>The default policy: every owner is active and may grant every scope.</summary>
internal sealed class EveryOwnerPolicy : ITokenOwnerPolicy;
