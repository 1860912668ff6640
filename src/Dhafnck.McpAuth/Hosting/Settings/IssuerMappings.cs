using System.Globalization;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>
/// The mappings of trusted issuers in the configuration section. Their keys are the issuer's scopes and roles, which may
/// contain colons. The configuration splits such keys into subsections, so they are joined again here.
/// </summary>
internal sealed partial class IssuerMappings
{
    private readonly List<(int Issuer, bool IsOfRoles, string Name, string[] Scopes)> _mappings = [];
    private readonly List<int> _issuers = [];

    /// <summary>Removes the mappings from the settings of the section and returns them.</summary>
    public static IssuerMappings TakeFrom(Dictionary<string, string?> settings)
    {
        var taken = new IssuerMappings();
        foreach (var (key, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).ToArray())
        {
            if (Mapping().Match(key) is { Success: true } match)
            {
                settings.Remove(key);
                var isOfRoles = match.Groups["kind"].Value.StartsWith('R') || match.Groups["kind"].Value.StartsWith('r');
                taken._mappings.Add((Index(match), isOfRoles, match.Groups["name"].Value, ScopeToken.Split(value ?? "")));
            }
        }

        taken._issuers.AddRange(settings.Keys.Select(key => Issuer().Match(key)).Where(match => match.Success).Select(Index).Distinct().Order());
        return taken;
    }

    /// <summary>Adds the mappings to the options, after the issuers have been bound.</summary>
    public void AddTo(JwtOptions jwt)
    {
        foreach (var mapping in _mappings)
        {
            if (_issuers.IndexOf(mapping.Issuer) is var index && (index < 0 || index >= jwt.TrustedIssuers.Count))
            {
                throw SecretFile.Wrong($"McpAuth:Jwt:TrustedIssuers:{mapping.Issuer} has only mappings. Set its Issuer or Authority.");
            }

            var issuer = jwt.TrustedIssuers[index];
            var mappings = mapping.IsOfRoles ? issuer.RoleMappings : issuer.ScopeMappings;
            mappings[mapping.Name] = mappings.TryGetValue(mapping.Name, out var earlier) ? [.. earlier, .. mapping.Scopes] : mapping.Scopes;
        }
    }

    private static int Index(Match match) => int.Parse(match.Groups["issuer"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^Jwt:TrustedIssuers:(?<issuer>[0-9]{1,4}):(?<kind>ScopeMappings|RoleMappings):(?<name>.+?)(:[0-9]+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Mapping();

    [GeneratedRegex("^Jwt:TrustedIssuers:(?<issuer>[0-9]{1,4}):", RegexOptions.IgnoreCase)]
    private static partial Regex Issuer();
}
