using Dhafnck.McpAuth.Introspection.Answers;
using Dhafnck.McpAuth.Introspection.Endpoint;
using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Introspection;

/// <summary>Validates the options when the host starts. Each message states the error and the remedy.</summary>
internal sealed class RemoteTokenOptionsValidator<TOptions>(IOptions<McpAuthOptions> mcpAuth, ScopeCatalog catalog) : IValidateOptions<TOptions>
    where TOptions : RemoteTokenOptions
{
    private static readonly TimeSpan MaximumCacheDuration = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MinimumTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaximumTimeout = TimeSpan.FromSeconds(30);

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] failures = [.. CheckIssuer(options), .. CheckBounds(options), .. CheckScopes(options), .. CheckEndpoint(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures.Select(failure => $"The type '{name}': {failure}"));
    }

    private IEnumerable<string> CheckIssuer(RemoteTokenOptions options)
    {
        if (!IsVisible(options.Issuer) || options.Issuer.TrimEnd('/') == mcpAuth.Value.Jwt.Issuer.TrimEnd('/') || options.Issuer is McpAuthTypes.Env or McpAuthTypes.None)
        {
            yield return "Issuer must have 1 to 200 visible ASCII characters, and must differ from JWT_ISSUER, 'env' and 'none'.";
        }

        if (options.Audiences.Count + options.ClientIds.Count == 0 || !options.Audiences.Concat(options.ClientIds).All(IsVisible))
        {
            yield return "Audiences or ClientIds needs at least one value, each of 1 to 200 visible ASCII characters. Otherwise a token for any other application would be accepted.";
        }
    }

    private static IEnumerable<string> CheckBounds(RemoteTokenOptions options)
    {
        if (options.CacheDuration < TimeSpan.Zero || options.CacheDuration > MaximumCacheDuration)
        {
            yield return $"CacheDuration must be from zero to {MaximumCacheDuration}; it is {options.CacheDuration}.";
        }

        if (options.Timeout < MinimumTimeout || options.Timeout > MaximumTimeout)
        {
            yield return $"Timeout must be from {MinimumTimeout} to {MaximumTimeout}; it is {options.Timeout}.";
        }

        if (options.MaximumCachedTokens < 1)
        {
            yield return $"MaximumCachedTokens must be 1 or more; it is {options.MaximumCachedTokens}.";
        }
    }

    private IEnumerable<string> CheckScopes(RemoteTokenOptions options)
    {
        var granted = options.ScopeMappings.Values.Concat(options.RoleMappings.Values).Append(options.GrantedScopes).SelectMany(scopes => scopes).Distinct(StringComparer.Ordinal).ToList();
        if (options is GitHubOptions or GoogleOptions && granted.Count == 0)
        {
            yield return "its tokens have no scope of the catalog, so they could not call anything. Grant some with GrantedScopes, such as 'execute:mcp', or map its scopes with ScopeMappings.";
        }

        foreach (var scope in granted.Where(scope => !catalog.Contains(scope) || scope is McpScopes.Admin or McpScopes.RotateTokens))
        {
            yield return $"it grants '{(IsVisible(scope) ? scope : "?")}', which is not in the catalog, or which only a token's record can have. "
                + "Add a scope of your own with builder.AddMcpAuth().AddScope(...).";
        }
    }

    private static IEnumerable<string> CheckEndpoint(RemoteTokenOptions options) => options switch
    {
        IntrospectionOptions introspection => CheckAddress("Endpoint", introspection.Endpoint).Concat(CheckClient(introspection)),
        GitHubOptions github => CheckAddress("ApiUrl", github.ApiUrl).Concat(CheckSecret(github.ClientId, github.ClientSecret)),
        GoogleOptions google => CheckAddress("TokenInfoUrl", google.TokenInfoUrl),
        _ => [],
    };

    private static IEnumerable<string> CheckClient(IntrospectionOptions options) =>
        options.ClientAuthentication != IntrospectionClientAuthentication.PrivateKeyJwt ? CheckSecret(options.ClientId, options.ClientSecret)
        : options.ClientId.Length == 0 || ClientAssertions.Read(options.PrivateKey, options.PrivateKeyId) is null
            ? ["ClientId and PrivateKey must be set. The key is in PEM: RSA of at least 2048 bits, or EC on P-256, P-384 or P-521 (make one with: openssl ecparam -name prime256v1 -genkey -noout)."]
        : [];

    private static IEnumerable<string> CheckSecret(string clientId, string? secret) =>
        string.IsNullOrEmpty(clientId) || string.IsNullOrEmpty(secret) ? ["ClientId and ClientSecret must be set."] : [];

    private static IEnumerable<string> CheckAddress(string setting, string address) =>
        RemoteEndpoint.IsAllowed(address) ? [] : [$"{setting} must be an absolute https address without user and fragment; http is allowed for this machine only."];

    private static bool IsVisible(string text) => text is { Length: > 0 and <= 200 } && text.All(c => c is > ' ' and <= '~');
}
