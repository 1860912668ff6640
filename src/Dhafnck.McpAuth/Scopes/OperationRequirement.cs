using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>What a token needs for an operation.</summary>
/// <param name="Scopes">The scopes, all of them.</param>
/// <param name="Primitives">The tools, prompts and resources that the SDK knows, whose policies hold in addition.</param>
/// <param name="IsDenied">Whether no scope helps.</param>
internal sealed record OperationRequirement(IReadOnlyList<string> Scopes, IReadOnlyList<IMcpServerPrimitive> Primitives, bool IsDenied);
