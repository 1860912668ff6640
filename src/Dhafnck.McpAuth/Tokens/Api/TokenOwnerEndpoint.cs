namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Marks an endpoint that serves a user of the application, who has to be signed in.</summary>
internal sealed class TokenOwnerEndpoint
{
    public static readonly TokenOwnerEndpoint Instance = new();
}
