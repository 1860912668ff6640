using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Providers.Selection;
using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>
/// Prevents the host from starting with several providers of which a token could be any one's: creating them compares the
/// forms of their credentials. A fixed token that another provider would check is refused here, because it could never be used.
/// </summary>
internal sealed class ProviderCheck(ActiveProviders providers, IOptions<McpAuthOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var env = options.Value.Env;
        if (providers.All.FirstOrDefault(provider => provider.Provider is EnvAuthProvider) is { } fixedTokens
            && env.Tokens.Any(token => providers.Of(token) != fixedTokens))
        {
            throw new InvalidOperationException(string.IsNullOrEmpty(env.Prefix)
                ? "A token of MCP_BEARER_TOKEN has the form of the tokens that another type of MCP_AUTH_TYPE checks, such as a JWT, so it would never be accepted. "
                    + "Make another one with: openssl rand -hex 32"
                : "A token of MCP_BEARER_TOKEN does not begin with McpAuth:Env:Prefix, so it would never be accepted. Correct the token or the prefix.");
        }

        if (options.Value.TokenHeader is { } header && providers.ByHeader.FirstOrDefault(known => known.Header.Equals(header, StringComparison.OrdinalIgnoreCase)).Provider is { } reader)
        {
            throw new InvalidOperationException($"MCP_TOKEN_HEADER is '{ScopeToken.Escape(header)}', which the type '{reader.Name}' reads itself. Set one of them to another header.");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
