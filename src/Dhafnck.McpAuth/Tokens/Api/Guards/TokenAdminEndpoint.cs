namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Marks an endpoint that requires an administrator of the application, under the policy that the application names.</summary>
internal sealed class TokenAdminEndpoint
{
    public static readonly TokenAdminEndpoint Instance = new();
}
