namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>Marks an endpoint of the token page, which requires a signed-in user of the application.</summary>
internal sealed class TokenPageEndpoint
{
    public static readonly TokenPageEndpoint Instance = new();
}
