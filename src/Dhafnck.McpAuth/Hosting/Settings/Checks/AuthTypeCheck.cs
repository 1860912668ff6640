using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates which authentication types are active, and that each has its credentials.</summary>
internal static class AuthTypeCheck
{
    public static IEnumerable<string> Check(McpAuthOptions options, ProviderRegistry providers)
    {
        var types = options.GetAuthTypes();
        if (types is [])
        {
            return ["No authentication is configured. "
                + "Set JWT_SECRET_KEY for API tokens (make one with: openssl rand -base64 48), or MCP_BEARER_TOKEN for a fixed token; "
                + "MCP_AUTH_TYPE=none leaves the server open to everyone, and must be set explicitly outside Development."];
        }

        var says = types is [_] ? "is" : "names";
        string[] mixed = types.Count > 1 && types.Contains(McpAuthTypes.None) ? [NoneAmongOthers(options.AuthType!)] : [];
        return [.. mixed, .. types.SelectMany(type => CheckOne(options, providers, type, says))];
    }

    private static string NoneAmongOthers(string types) =>
        $"MCP_AUTH_TYPE is '{ScopeToken.Escape(types)}'. 'none' accepts every request, so it cannot be combined with other types. Remove 'none', or remove the others.";

    private static IEnumerable<string> CheckOne(McpAuthOptions options, ProviderRegistry providers, string type, string says)
    {
        if (!providers.Contains(type))
        {
            yield return $"MCP_AUTH_TYPE {says} '{ScopeToken.Escape(type)}', which is not an authentication type. "
                + $"Set it to one of: {string.Join(", ", providers.Names)}; or to several of them, separated by commas.";
        }
        else if (providers.UsesStoredTokens(type) && string.IsNullOrEmpty(options.Jwt.SecretKey) && options.Jwt.TrustedIssuers.Count == 0)
        {
            yield return $"MCP_AUTH_TYPE {says} '{type}', but JWT_SECRET_KEY is not set. {SigningKeyCheck.MakeKey}";
        }
        else if (type == McpAuthTypes.Env && options.Env.Tokens.Count == 0)
        {
            yield return $"MCP_AUTH_TYPE {says} 'env', but MCP_BEARER_TOKEN is not set. "
                + "Set it to the token that clients send (make one with: openssl rand -hex 32).";
        }
    }
}
