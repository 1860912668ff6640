namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Marks an endpoint that requires a signed-in user of the application.</summary>
internal sealed class TokenOwnerEndpoint
{
    public static readonly TokenOwnerEndpoint Instance = new();
}
