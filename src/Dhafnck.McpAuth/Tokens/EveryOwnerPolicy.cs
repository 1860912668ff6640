namespace Dhafnck.McpAuth.Tokens;

/// <summary>The policy of an application that has none: owners may grant everything, and are always there.</summary>
internal sealed class EveryOwnerPolicy : ITokenOwnerPolicy;
