using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Providers.Selection;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The provider that validates the tokens presented to the token API.</summary>
internal sealed record TokenValidationProvider(ActiveProvider Provider)
{
    /// <summary>
    /// Selects the active provider of API tokens, so that a token is valid here exactly when the MCP endpoints accept it, even when
    /// the application's provider derives from or wraps the built-in one. The provider <c>env</c>, and a provider that checks no
    /// token, do not know API tokens. In this case the provider <c>jwt</c> is selected, so that tokens can be created and tested
    /// before a server switches to them.
    /// </summary>
    /// <param name="active">The active providers.</param>
    /// <param name="usesStoredTokens">Whether the provider of a type checks API tokens.</param>
    /// <param name="jwt">Creates the provider <c>jwt</c>.</param>
    public static TokenValidationProvider Of(ActiveProviders active, Func<string, bool> usesStoredTokens, Func<ActiveProvider> jwt) => new(active.Only switch
    {
        null => active.All.FirstOrDefault(provider => usesStoredTokens(provider.Name)) ?? jwt(),
        { Provider: EnvAuthProvider or { RequiresToken: false } } => jwt(),
        { } only => only,
    });
}
