using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>What a token needs for an operation.</summary>
/// <param name="Scopes">The scopes, all of them.</param>
/// <param name="Primitive">The tool, prompt or resource, whose policies hold in addition; <see langword="null"/> when there is none, or none that the SDK knows.</param>
/// <param name="IsDenied">Whether no scope helps.</param>
internal sealed record OperationRequirement(IReadOnlyList<string> Scopes, IMcpServerPrimitive? Primitive, bool IsDenied);
