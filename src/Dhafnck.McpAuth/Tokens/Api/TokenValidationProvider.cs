using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The provider that validates the tokens presented to the token API.</summary>
internal sealed record TokenValidationProvider(IMcpAuthProvider Provider)
{
    /// <summary>
    /// Selects the active provider, so that a token is valid here exactly when the MCP endpoints accept it, even when the
    /// application's provider derives from or wraps the built-in one. The provider <c>env</c>, and a provider that checks no
    /// token, do not know API tokens. In this case the provider for API tokens is selected, so that tokens can be created and
    /// tested before a server switches to them.
    /// </summary>
    public static TokenValidationProvider Of(IMcpAuthProvider active, Func<IMcpAuthProvider> jwt) =>
        new(active is EnvAuthProvider or { RequiresToken: false } ? jwt() : active);
}
