using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The names that the scheme goes by.</summary>
public static class McpBearerDefaults
{
    /// <summary>
    /// The name of the authentication scheme, for <c>[Authorize(AuthenticationSchemes = ...)]</c> and policies; also the
    /// authentication type of the identities it makes.
    /// </summary>
    public const string AuthenticationScheme = ScopeClaims.AuthenticationType;
}
