namespace Dhafnck.McpAuth.Bearer;

/// <summary>Marks an endpoint that the gate stands around.</summary>
internal sealed class McpAuthEndpoint
{
    public static readonly McpAuthEndpoint Instance = new();
}
