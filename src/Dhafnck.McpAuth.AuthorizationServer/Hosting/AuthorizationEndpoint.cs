namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Marks the endpoint that requires a signed-in user of the application.</summary>
internal sealed class AuthorizationEndpoint
{
    public static readonly AuthorizationEndpoint Instance = new();
}
