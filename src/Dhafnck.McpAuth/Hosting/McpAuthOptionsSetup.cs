using System.Text.RegularExpressions;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Reads the section and the environment before the application's code has its say, and fills what is left open after it.</summary>
internal sealed partial class McpAuthOptionsSetup(IConfiguration configuration, IHostEnvironment environment, ScopeCatalog catalog, ProviderRegistry providers)
    : IConfigureOptions<McpAuthOptions>, IPostConfigureOptions<McpAuthOptions>
{
    // Settings that may be one text with commas or spaces, as well as a list.
    private static readonly string[] Lists = ["Scopes:Required", "Scopes:Granted", "Jwt:Audiences", "Env:Tokens", "Resource:AuthorizationServers"];

    private const string PreviousKeys = "Jwt:PreviousSecretKeys";

    public void Configure(McpAuthOptions options)
    {
        ReadSection(options, configuration.GetSection(McpAuthOptions.SectionName));

        options.AuthType = Setting("MCP_AUTH_TYPE") ?? options.AuthType;
        options.Jwt.Issuer = Setting("JWT_ISSUER") ?? options.Jwt.Issuer;
        options.Jwt.SecretKey = Secret("JWT_SECRET_KEY") ?? options.Jwt.SecretKey;
        Replace(options.Jwt.PreviousSecretKeys, SecretFile.ChooseList(configuration["JWT_SECRET_KEY_PREVIOUS"], "JWT_SECRET_KEY_PREVIOUS", configuration["JWT_SECRET_KEY_PREVIOUS_FILE"], "JWT_SECRET_KEY_PREVIOUS_FILE"));
        options.Webhook.Url = Setting("MCP_WEBHOOK_URL") ?? options.Webhook.Url;
        options.Webhook.Secret = Secret("MCP_WEBHOOK_SECRET") ?? options.Webhook.Secret;
        options.Resource.PublicUrl = Setting("MCP_PUBLIC_URL") ?? options.Resource.PublicUrl;
        Replace(options.Resource.AuthorizationServers, Setting("MCP_AUTHORIZATION_SERVERS"), "MCP_AUTHORIZATION_SERVERS");
        Replace(options.Jwt.Audiences, Setting("JWT_AUDIENCE"), "JWT_AUDIENCE");
        Replace(options.Env.Tokens, Secret("MCP_BEARER_TOKEN"), "MCP_BEARER_TOKEN");
        Replace(options.Scopes.Required, Setting("MCP_REQUIRED_SCOPES"), "MCP_REQUIRED_SCOPES");
        Replace(options.Scopes.Granted, Setting("MCP_GRANTED_SCOPES"), "MCP_GRANTED_SCOPES");
    }

    public void PostConfigure(string? name, McpAuthOptions options)
    {
        // A file that is still named here was named in code, which beats the environment's value.
        if (options.Jwt.SecretKeyFile is { } keyFile)
        {
            options.Jwt.SecretKey = SecretFile.Read(keyFile, "Jwt.SecretKeyFile");
        }

        if (options.Jwt.PreviousSecretKeyFile is { } previousKeyFile)
        {
            Replace(options.Jwt.PreviousSecretKeys, SecretFile.ReadList(previousKeyFile, "Jwt.PreviousSecretKeyFile"));
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
            Replace(options.Env.Tokens, SecretFile.Read(tokenFile, "Env.TokenFile"), "Env.TokenFile");
        }

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
            foreach (var trusted in options.Jwt.TrustedIssuers.Where(trusted => !string.IsNullOrEmpty(trusted.Authority)))
            {
                options.Resource.AuthorizationServers.Add(trusted.Issuer);
            }
        }

        // A client that can ask for more scopes has to see what it can ask for.
        options.Scopes.HideUnauthorized ??= !options.Scopes.AnonymousDiscovery && options.Resource.AuthorizationServers.Count == 0;

        options.AuthType = options.AuthType?.Trim().ToLowerInvariant() switch
        {
            { Length: > 0 } type => type,
            _ when !string.IsNullOrEmpty(options.Jwt.SecretKey) || options.Jwt.TrustedIssuers.Count > 0 => McpAuthTypes.Jwt,
            _ when options.Env.Tokens.Count > 0 => McpAuthTypes.Env,
            _ when environment.IsDevelopment() && !providers.HasApplicationProvider => McpAuthTypes.None,
            _ => null,
        };
    }

    private static void ReadSection(McpAuthOptions options, IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 })
        {
            throw SecretFile.Wrong($"{McpAuthOptions.SectionName} has a value where settings belong. See docs/configuration.md.");
        }

        var settings = section.AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var list in Lists.Concat(settings.Keys.Where(key => IssuerList().IsMatch(key)).ToArray()))
        {
            if (settings.Remove(list, out var text) && text is { Length: > 0 })
            {
                if (ScopeToken.Split(text).Length == 0)
                {
                    throw SecretFile.Wrong($"{McpAuthOptions.SectionName}:{list} is set, but has nothing in it. Give it a value or remove it.");
                }

                var items = ScopeToken.Split(text).Index().Select(item => KeyValuePair.Create($"{list}:{item.Index}", (string?)item.Item));
                settings = settings.Concat(items).ToDictionary(StringComparer.OrdinalIgnoreCase);
            }
        }

        if (settings.Remove(PreviousKeys, out var previous))
        {
            // Keys may have spaces in them: commas alone are between those of one text.
            var keys = SecretFile.ChooseList(previous, "McpAuth:" + PreviousKeys, null, "") ?? [];
            settings = settings.Concat(keys.Index().Select(key => KeyValuePair.Create($"{PreviousKeys}:{key.Index}", (string?)key.Item))).ToDictionary(StringComparer.OrdinalIgnoreCase);
        }

        var mappings = IssuerMappings.TakeFrom(settings);
        Bind(options, settings);
        mappings.AddTo(options.Jwt);

        options.Jwt.SecretKey = SecretFile.Choose(options.Jwt.SecretKey, "McpAuth:Jwt:SecretKey", options.Jwt.SecretKeyFile, "McpAuth:Jwt:SecretKeyFile");
        options.Jwt.SecretKeyFile = null;
        ReadPreviousKeys(options.Jwt);
        foreach (var trusted in options.Jwt.TrustedIssuers)
        {
            trusted.SecretKey = SecretFile.Choose(trusted.SecretKey, "McpAuth:Jwt:TrustedIssuers:SecretKey", trusted.SecretKeyFile, "McpAuth:Jwt:TrustedIssuers:SecretKeyFile");
            trusted.SecretKeyFile = null;
        }

        Replace(options.Env.Tokens, SecretFile.Choose(string.Join(',', options.Env.Tokens), "McpAuth:Env:Tokens", options.Env.TokenFile, "McpAuth:Env:TokenFile"), "McpAuth:Env:Tokens");
        options.Env.TokenFile = null;
    }

    // The same of each trusted issuer.
    [GeneratedRegex("^Jwt:TrustedIssuers:[0-9]+:(Algorithms|Audiences|ScopeClaims|RoleClaims)$", RegexOptions.IgnoreCase)]
    private static partial Regex IssuerList();

    private static void ReadPreviousKeys(JwtOptions jwt)
    {
        if (jwt.PreviousSecretKeyFile is { Length: > 0 } file)
        {
            Replace(jwt.PreviousSecretKeys, SecretFile.ChooseList(jwt.PreviousSecretKeys.FirstOrDefault(), "McpAuth:Jwt:PreviousSecretKeys", file, "McpAuth:Jwt:PreviousSecretKeyFile"));
            jwt.PreviousSecretKeyFile = null;
        }
    }

    private static void Bind(McpAuthOptions options, Dictionary<string, string?> settings)
    {
        try
        {
            // A misspelled setting must not leave a server open: what the section has and the options have not, stops the start.
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build().Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException)
        {
            // The binder's own message can quote a value, and the value can be a secret.
            throw SecretFile.Wrong($"The section {McpAuthOptions.SectionName} has a setting that there is not, or a value where further settings belong. It has: {string.Join(", ", settings.Keys.Order(StringComparer.Ordinal))}. See docs/configuration.md.");
        }
    }

    private string? Secret(string key) => SecretFile.Choose(configuration[key], key, configuration[key + "_FILE"], key + "_FILE");

    private string? Setting(string key) => configuration[key] is { Length: > 0 } value ? value : null;

    private static void Replace(IList<string> list, string[]? items)
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

        // An empty list is the permissive value of some settings; "," and a template of two unset variables do not ask for it.
        if (list.Count == 0)
        {
            throw SecretFile.Wrong($"{setting} is set, but has nothing in it. Give it a value or remove it.");
        }
    }
}
