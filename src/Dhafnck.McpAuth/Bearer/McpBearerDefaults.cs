using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Default values of the bearer authentication scheme.</summary>
public static class McpBearerDefaults
{
    /// <summary>
    /// The name of the authentication scheme, for <c>[Authorize(AuthenticationSchemes = ...)]</c> and policies. It is also
    /// the authentication type of the identities that the scheme creates.
    /// </summary>
    public const string AuthenticationScheme = ScopeClaims.AuthenticationType;
}
