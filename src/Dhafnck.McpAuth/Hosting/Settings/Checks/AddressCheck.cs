using Dhafnck.McpAuth.Alerts;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Issuers;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates the addresses of the server, of authorization servers, of web pages and of the webhook.</summary>
internal static class AddressCheck
{
    public static IEnumerable<string> Check(ProtectedResourceOptions resource)
    {
        if (resource.PublicUrl is { } url && !IsAddress(url))
        {
            yield return $"MCP_PUBLIC_URL is '{ScopeToken.Escape(url)}', which is not an absolute https address without query and fragment "
                + "(http is allowed for this machine only). "
                + "Set it to the address at which clients reach the application, such as https://mcp.example.com.";
        }

        if (resource.AuthorizationServers.FirstOrDefault(server => !IsAddress(server)) is { } wrong)
        {
            yield return $"MCP_AUTHORIZATION_SERVERS names '{ScopeToken.Escape(wrong)}', which is not an absolute https address without query and fragment "
                + "(RFC 8414 section 2; http is allowed for this machine only).";
        }

        if (resource.AllowedOrigins.FirstOrDefault(origin => OriginGate.Parse(origin) is null || origin.Contains('*', StringComparison.Ordinal)) is { } notOrigin)
        {
            yield return $"MCP_ALLOWED_ORIGINS names '{ScopeToken.Escape(notOrigin)}', which is not an origin: "
                + "a scheme, a host and, unless it is the scheme's default, a port, such as https://inspector.example.com, "
                + "without a path or a trailing slash (RFC 6454). There is no wildcard.";
        }

        if (resource is { AuthorizationServers.Count: > 0, PublicUrl: null })
        {
            yield return "An authorization server is configured, but MCP_PUBLIC_URL is not set. "
                + "Set it to the address at which clients reach the application, such as https://mcp.example.com: "
                + "the host in a request cannot be trusted for it.";
        }
    }

    public static IEnumerable<string> Check(WebhookOptions webhook)
    {
        if (webhook.Url is not { Length: > 0 } url)
        {
            yield break;
        }

        // The address itself can hold a secret, so the message does not show it.
        if (!IssuerDocuments.IsAllowed(url, isLocal: true))
        {
            yield return "MCP_WEBHOOK_URL must be an absolute https address without user, password and fragment; "
                + "http is allowed for this machine only. The receiver identifies the sender by the signature.";
        }

        if (webhook.ReadKey() is null)
        {
            yield return $"MCP_WEBHOOK_URL is set, but MCP_WEBHOOK_SECRET is not '{WebhookOptions.SecretPrefix}' and the base64 of 24 to 64 bytes. "
                + $"Make one with: echo \"{WebhookOptions.SecretPrefix}$(openssl rand -base64 32)\"";
        }
    }

    private static bool IsAddress(string text) =>
        text.All(c => c is > ' ' and <= '~' and not ('"' or '\\'))
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { Query: "", Fragment: "", UserInfo: "" };
}
