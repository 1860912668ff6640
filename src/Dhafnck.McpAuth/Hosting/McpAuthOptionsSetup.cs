using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Reads the section and the environment before the application's code has its say, and fills what is left open after it.</summary>
internal sealed class McpAuthOptionsSetup(IConfiguration configuration, IHostEnvironment environment, ScopeCatalog catalog)
    : IConfigureOptions<McpAuthOptions>, IPostConfigureOptions<McpAuthOptions>
{
    private static readonly string[] Lists = ["Scopes:Required", "Scopes:Granted", "Jwt:Audiences", "Env:Tokens"];

    public void Configure(McpAuthOptions options)
    {
        ReadSection(options, configuration.GetSection(McpAuthOptions.SectionName));

        options.AuthType = Setting("MCP_AUTH_TYPE") ?? options.AuthType;
        options.Jwt.Issuer = Setting("JWT_ISSUER") ?? options.Jwt.Issuer;
        options.Jwt.SecretKey = SecretFile.Choose(configuration, "JWT_SECRET_KEY", "JWT_SECRET_KEY_FILE") ?? options.Jwt.SecretKey;
        Replace(options.Jwt.Audiences, Setting("JWT_AUDIENCE"));
        Replace(options.Env.Tokens, SecretFile.Choose(configuration, "MCP_BEARER_TOKEN", "MCP_BEARER_TOKEN_FILE"));
        Replace(options.Scopes.Required, Setting("MCP_REQUIRED_SCOPES"));
        Replace(options.Scopes.Granted, Setting("MCP_GRANTED_SCOPES"));
    }

    public void PostConfigure(string? name, McpAuthOptions options)
    {
        // A file that is still named here was named in code, which beats the environment's value.
        if (options.Jwt.SecretKeyFile is { } keyFile)
        {
            options.Jwt.SecretKey = SecretFile.Read(keyFile, "Jwt.SecretKeyFile");
        }

        if (options.Env.TokenFile is { } tokenFile)
        {
            Replace(options.Env.Tokens, SecretFile.Read(tokenFile, "Env.TokenFile"));
        }

        if (options.Jwt.Audiences.Count == 0)
        {
            options.Jwt.Audiences.Add(JwtOptions.DefaultAudience);
        }

        if (options.Scopes.Granted.Count == 0)
        {
            Replace(options.Scopes.Granted, string.Join(' ', catalog.Grantable.Select(scope => scope.Name).Where(scope => scope != McpScopes.RotateTokens)));
        }

        options.AuthType = options.AuthType?.Trim().ToLowerInvariant() switch
        {
            { Length: > 0 } type => type,
            _ when !string.IsNullOrEmpty(options.Jwt.SecretKey) => McpAuthTypes.Jwt,
            _ when options.Env.Tokens.Count > 0 => McpAuthTypes.Env,
            _ when environment.IsDevelopment() => McpAuthTypes.None,
            _ => null,
        };
    }

    private static void ReadSection(McpAuthOptions options, IConfigurationSection section)
    {
        // A misspelled setting must not leave a server open: what the section has and the options have not, stops the start.
        WithoutLists(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        Replace(options.Scopes.Required, section["Scopes:Required"]);
        Replace(options.Scopes.Granted, section["Scopes:Granted"]);
        Replace(options.Jwt.Audiences, section["Jwt:Audiences"]);

        options.Jwt.SecretKey = SecretFile.Choose(section, "Jwt:SecretKey", "Jwt:SecretKeyFile");
        options.Jwt.SecretKeyFile = null;
        Replace(options.Env.Tokens, SecretFile.Choose(section, "Env:Tokens", "Env:TokenFile"));
        options.Env.TokenFile = null;
    }

    // The binder takes no list that is one string, and its message would quote the string, which may be a token.
    private static IConfigurationRoot WithoutLists(IConfigurationSection section) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(entry =>
                entry.Key.Length > 0 && (entry.Value is null || !Lists.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))))
            .Build();

    private string? Setting(string key) => configuration[key] is { Length: > 0 } value ? value : null;

    private static void Replace(IList<string> list, string? text)
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
    }
}
