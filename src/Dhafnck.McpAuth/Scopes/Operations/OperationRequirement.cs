using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>The requirements of an operation.</summary>
/// <param name="Scopes">The required scopes, all of them.</param>
/// <param name="Primitives">The tools, prompts and resources that the SDK knows, whose policies apply in addition.</param>
/// <param name="IsDenied">Whether the operation is refused to every token.</param>
internal sealed record OperationRequirement(IReadOnlyList<string> Scopes, IReadOnlyList<IMcpServerPrimitive> Primitives, bool IsDenied)
{
    /// <summary>The error that refuses the operation inside the SDK, which answers it with HTTP 200.</summary>
    /// <param name="operation">What is refused, such as <c>this tool</c>.</param>
    public McpProtocolException Forbidden(string operation) => new(
        Scopes.Count == 0
            ? $"Access forbidden: {operation} is not open to this access token."
            : $"Access forbidden: {operation} needs the scopes '{string.Join(' ', Scopes)}'.",
        McpErrorCode.InvalidRequest);
}
