namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>Marks an endpoint of the token page, which serves a user of the application, who has to be signed in.</summary>
internal sealed class TokenPageEndpoint
{
    public static readonly TokenPageEndpoint Instance = new();
}
