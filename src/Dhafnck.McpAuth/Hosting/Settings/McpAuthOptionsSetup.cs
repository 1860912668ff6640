using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>Reads the configuration section and the environment before the application's code runs, and fills in defaults after it.</summary>
internal sealed class McpAuthOptionsSetup(IConfiguration configuration, IHostEnvironment environment, ScopeCatalog catalog, ProviderRegistry providers)
    : IConfigureOptions<McpAuthOptions>, IPostConfigureOptions<McpAuthOptions>
{
    public void Configure(McpAuthOptions options)
    {
        McpAuthSection.Read(options, configuration.GetSection(McpAuthOptions.SectionName));

        options.AuthType = Setting("MCP_AUTH_TYPE") ?? options.AuthType;
        options.TokenHeader = Setting("MCP_TOKEN_HEADER") ?? options.TokenHeader;
        options.Jwt.Issuer = Setting("JWT_ISSUER") ?? options.Jwt.Issuer;
        options.Jwt.SecretKey = Secret("JWT_SECRET_KEY") ?? options.Jwt.SecretKey;
        Replace(options.Jwt.PreviousSecretKeys, Secrets("JWT_SECRET_KEY_PREVIOUS", '\n'));
        options.Webhook.Url = Setting("MCP_WEBHOOK_URL") ?? options.Webhook.Url;
        options.Webhook.Secret = Secret("MCP_WEBHOOK_SECRET") ?? options.Webhook.Secret;
        options.Scanners.Secret = Secret("MCP_SCANNER_SECRET") ?? options.Scanners.Secret;
        options.Resource.PublicUrl = Setting("MCP_PUBLIC_URL") ?? options.Resource.PublicUrl;
        Replace(options.Resource.AuthorizationServers, Setting("MCP_AUTHORIZATION_SERVERS"), "MCP_AUTHORIZATION_SERVERS");
        Replace(options.Resource.AllowedOrigins, Setting("MCP_ALLOWED_ORIGINS"), "MCP_ALLOWED_ORIGINS");
        Replace(options.Jwt.Audiences, Setting("JWT_AUDIENCE"), "JWT_AUDIENCE");
        Replace(options.Env.Tokens, Secrets("MCP_BEARER_TOKEN", ',', '\n'));
        Replace(options.Scopes.Required, Setting("MCP_REQUIRED_SCOPES"), "MCP_REQUIRED_SCOPES");
        Replace(options.Scopes.Granted, Setting("MCP_GRANTED_SCOPES"), "MCP_GRANTED_SCOPES");
    }

    public void PostConfigure(string? name, McpAuthOptions options)
    {
        // A file that is still set here was set in code, which overrides the environment.
        if (options.Jwt.SecretKeyFile is { } keyFile)
        {
            options.Jwt.SecretKey = SecretFile.Read(keyFile, "Jwt.SecretKeyFile");
        }

        if (options.Jwt.PreviousSecretKeyFile is { } previousKeyFile)
        {
            Replace(options.Jwt.PreviousSecretKeys, SecretFile.ReadList(previousKeyFile, "Jwt.PreviousSecretKeyFile", '\n'));
        }

        foreach (var trusted in options.Jwt.TrustedIssuers.Where(trusted => trusted.SecretKeyFile is not null))
        {
            trusted.SecretKey = SecretFile.Read(trusted.SecretKeyFile!, "Jwt.TrustedIssuers.SecretKeyFile");
        }

        foreach (var trusted in options.Jwt.TrustedIssuers.Where(trusted => string.IsNullOrEmpty(trusted.Issuer)))
        {
            trusted.Issuer = trusted.Authority ?? "";
        }

        if (options.Env.TokenFile is { } tokenFile)
        {
            Replace(options.Env.Tokens, SecretFile.ReadList(tokenFile, "Env.TokenFile", ',', '\n'));
        }

        TrimSecrets(options);

        if (options.Jwt.Audiences.Count == 0)
        {
            options.Jwt.Audiences.Add(JwtOptions.DefaultAudience);
        }

        if (options.Scopes.Granted.Count == 0)
        {
            foreach (var scope in catalog.Grantable.Where(scope => scope.Name != McpScopes.RotateTokens))
            {
                options.Scopes.Granted.Add(scope.Name);
            }
        }

        if (options.Resource is { AuthorizationServers.Count: 0, PublicUrl: not null })
        {
            foreach (var trusted in options.Jwt.TrustedIssuers.Where(trusted => trusted.IsAuthorizationServer ?? !string.IsNullOrEmpty(trusted.Authority)))
            {
                options.Resource.AuthorizationServers.Add(trusted.Issuer);
            }
        }

        // A client that can request more scopes has to see for what it can request them.
        options.Scopes.HideUnauthorized ??= !options.Scopes.AnonymousDiscovery && options.Resource.AuthorizationServers.Count == 0;

        options.TokenHeader = options.TokenHeader?.Trim() is { Length: > 0 } header ? header : null;
        options.AuthType = string.IsNullOrWhiteSpace(options.AuthType) ? DefaultTypeOf(options)
            : options.GetAuthTypes() is { Count: > 0 } types ? string.Join(',', types)
            : throw SecretFile.Empty("MCP_AUTH_TYPE");
    }

    private string? DefaultTypeOf(McpAuthOptions options)
    {
        var usesJwt = !string.IsNullOrEmpty(options.Jwt.SecretKey) || options.Jwt.TrustedIssuers.Count > 0;
        string[] types = [.. usesJwt ? [McpAuthTypes.Jwt] : Array.Empty<string>(), .. providers.ActiveByDefault];
        return types.Length > 0 ? string.Join(',', types.Distinct(StringComparer.Ordinal))
            : options.Env.Tokens.Count > 0 ? McpAuthTypes.Env
            : environment.IsDevelopment() && !providers.HasApplicationProvider ? McpAuthTypes.None
            : null;
    }

    // The same secret must yield the same bytes from a variable, a list, a file and code, or the keys of a rotation do not match.
    private static void TrimSecrets(McpAuthOptions options)
    {
        options.Jwt.SecretKey = SecretFile.Trim(options.Jwt.SecretKey, "JWT_SECRET_KEY");
        SecretFile.TrimEach(options.Jwt.PreviousSecretKeys, "JWT_SECRET_KEY_PREVIOUS");
        SecretFile.TrimEach(options.Env.Tokens, "MCP_BEARER_TOKEN");
        options.Webhook.Secret = SecretFile.Trim(options.Webhook.Secret, "MCP_WEBHOOK_SECRET");
        options.Scanners.Secret = SecretFile.Trim(options.Scanners.Secret, "MCP_SCANNER_SECRET");
        foreach (var trusted in options.Jwt.TrustedIssuers)
        {
            trusted.SecretKey = SecretFile.Trim(trusted.SecretKey, "Jwt.TrustedIssuers.SecretKey");
        }
    }

    private string? Secret(string key) => SecretFile.Choose(configuration[key], key, configuration[key + "_FILE"], key + "_FILE");

    private string[]? Secrets(string key, params char[] fileSeparators) =>
        SecretFile.ChooseList(configuration[key], key, configuration[key + "_FILE"], key + "_FILE", fileSeparators);

    private string? Setting(string key) => configuration[key] is { Length: > 0 } value ? value : null;

    /// <summary>Replaces the items of a list, unless the new items are <see langword="null"/>.</summary>
    internal static void Replace(IList<string> list, string[]? items)
    {
        if (items is null)
        {
            return;
        }

        list.Clear();
        foreach (var item in items)
        {
            list.Add(item);
        }
    }

    private static void Replace(IList<string> list, string? text, string setting)
    {
        if (text is null)
        {
            return;
        }

        list.Clear();
        foreach (var item in ScopeToken.Split(text))
        {
            list.Add(item);
        }

        // An empty list is the permissive value of some settings. A lone "," or a template of two unset variables must not select it.
        if (list.Count == 0)
        {
            throw SecretFile.Empty(setting);
        }
    }
}
