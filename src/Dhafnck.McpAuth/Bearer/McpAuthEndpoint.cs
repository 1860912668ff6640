using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Marks an endpoint that the gate stands around, with what the gate has to know of it.</summary>
/// <param name="IsMcp">Whether the SDK serves it.</param>
/// <param name="AcceptsJsonOnly">Whether the gate says no to what is not JSON, in the place of routing.</param>
internal sealed record McpAuthEndpoint(bool IsMcp, bool AcceptsJsonOnly)
{
    /// <summary>Whether an endpoint of this name is the SDK's.</summary>
    public static bool IsNameOfMcp([NotNullWhen(true)] string? displayName) => displayName?.StartsWith("MCP ", StringComparison.Ordinal) == true;
}
