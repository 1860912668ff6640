using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The provider that judges the tokens presented to the token API.</summary>
internal sealed record TokenValidationProvider(IMcpAuthProvider Provider)
{
    /// <summary>
    /// The active provider, so that a token is good here exactly when the MCP endpoints accept it, whether the application's
    /// provider derives from ours or contains it. The fixed tokens of <c>env</c>, and a provider that looks at no token, say
    /// nothing of API tokens: then it is the one for those, so that they can be made and tried before a server moves over.
    /// </summary>
    public static TokenValidationProvider Of(IMcpAuthProvider active, Func<IMcpAuthProvider> jwt) =>
        new(active is EnvAuthProvider or { RequiresToken: false } ? jwt() : active);
}
