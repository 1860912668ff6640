using System.Text.RegularExpressions;
using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Configuration;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>Reads the configuration section <c>McpAuth</c> into the options.</summary>
internal static partial class McpAuthSection
{
    // Settings that may be a list, or one text separated by commas or spaces.
    private static readonly string[] Lists =
    [
        "Scopes:Required",
        "Scopes:Granted",
        "Jwt:Audiences",
        "Jwt:PreviousTokenPrefixes",
        "None:AllowedAddresses",
        "Tokens:ApprovalScopes",
        "Tokens:ConnectionAddresses",
        "Resource:AuthorizationServers",
        "Resource:AllowedOrigins",
        "Dpop:Algorithms",
    ];

    // Secrets that may be one text too, separated by commas only, so that white space within a secret is detected.
    private static readonly string[] SecretLists = ["Jwt:PreviousSecretKeys", "Env:Tokens"];

    /// <summary>Reads the section, and throws when it contains an unknown setting.</summary>
    public static void Read(McpAuthOptions options, IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 })
        {
            throw SecretFile.Wrong(
                $"{McpAuthOptions.SectionName} has a value but must be a section of settings, such as {McpAuthOptions.SectionName}:AuthType. "
                + "Remove the value, or rename it to the setting that you mean.");
        }

        var settings = section.AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var list in Lists.Concat(settings.Keys.Where(key => IssuerList().IsMatch(key)).ToArray()))
        {
            if (settings.Remove(list, out var text) && text is { Length: > 0 })
            {
                if (ScopeToken.Split(text).Length == 0)
                {
                    throw SecretFile.Empty($"{McpAuthOptions.SectionName}:{list}");
                }

                settings = WithItems(settings, list, ScopeToken.Split(text));
            }
        }

        foreach (var list in SecretLists)
        {
            if (settings.Remove(list, out var text) && text is { Length: > 0 })
            {
                settings = WithItems(settings, list, SecretFile.SplitList(text, $"{McpAuthOptions.SectionName}:{list}"));
            }
        }

        DurationSettings.Check(settings);
        var mappings = IssuerMappings.TakeFrom(settings);
        SectionBinding.Bind(options, settings);
        mappings.AddTo(options.Jwt);

        options.Jwt.SecretKey = SecretFile.Choose(options.Jwt.SecretKey, "McpAuth:Jwt:SecretKey", options.Jwt.SecretKeyFile, "McpAuth:Jwt:SecretKeyFile");
        options.Jwt.SecretKeyFile = null;
        ReadSecretLists(options);
        foreach (var trusted in options.Jwt.TrustedIssuers)
        {
            trusted.SecretKey = SecretFile.Choose(trusted.SecretKey, "McpAuth:Jwt:TrustedIssuers:SecretKey", trusted.SecretKeyFile, "McpAuth:Jwt:TrustedIssuers:SecretKeyFile");
            trusted.SecretKeyFile = null;
        }
    }

    // A single text replaces the items from other configuration sources.
    private static Dictionary<string, string?> WithItems(Dictionary<string, string?> settings, string list, string[] items) =>
        settings.Where(setting => !setting.Key.StartsWith(list + ':', StringComparison.OrdinalIgnoreCase))
            .Concat(items.Index().Select(item => KeyValuePair.Create($"{list}:{item.Index}", (string?)item.Item)))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);

    // The same kind of settings, for each trusted issuer.
    [GeneratedRegex("^Jwt:TrustedIssuers:[0-9]+:(Algorithms|Audiences|ClientIds|GrantedScopes|ScopeClaims|RoleClaims)$", RegexOptions.IgnoreCase)]
    private static partial Regex IssuerList();

    private static void ReadSecretLists(McpAuthOptions options)
    {
        if (options.Jwt.PreviousSecretKeyFile is { Length: > 0 } keys)
        {
            Choose(options.Jwt.PreviousSecretKeys, "McpAuth:Jwt:PreviousSecretKeys", keys, "McpAuth:Jwt:PreviousSecretKeyFile", '\n');
            options.Jwt.PreviousSecretKeyFile = null;
        }

        if (options.Env.TokenFile is { Length: > 0 } tokens)
        {
            Choose(options.Env.Tokens, "McpAuth:Env:Tokens", tokens, "McpAuth:Env:TokenFile", ',', '\n');
            options.Env.TokenFile = null;
        }
    }

    private static void Choose(IList<string> secrets, string setting, string path, string fileSetting, params char[] separators) =>
        McpAuthOptionsSetup.Replace(secrets, SecretFile.ChooseList(secrets.FirstOrDefault(), setting, path, fileSetting, separators));
}
