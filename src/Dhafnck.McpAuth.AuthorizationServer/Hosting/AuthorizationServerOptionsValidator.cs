using Dhafnck.McpAuth.AuthorizationServer.Clients;
using Dhafnck.McpAuth.AuthorizationServer.Enterprise;
using Dhafnck.McpAuth.AuthorizationServer.Workloads;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Validates the options when the host starts. Each message states the setting, the form of its value and the remedy.</summary>
internal sealed class AuthorizationServerOptionsValidator(ScopeCatalog catalog) : IValidateOptions<AuthorizationServerOptions>
{
    private const int MaximumIdLength = 200;
    private const int MaximumNameLength = 100;
    private static readonly TimeSpan MinimumAccessToken = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumAccessToken = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaximumUnused = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, AuthorizationServerOptions options)
    {
        string[] failures =
        [
            .. CheckResources(options),
            .. CheckLifetimes(options),
            .. ClientOptionsCheck.Check(options.Clients),
            .. CheckConfigured(options),
            .. WorkloadOptionsCheck.Check(options.Workloads, catalog),
            .. EnterpriseOptionsCheck.Check(options.Enterprise, catalog),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures.Select(failure => $"{AuthorizationServerOptions.SectionName}: {failure}"));
    }

    private static IEnumerable<string> CheckResources(AuthorizationServerOptions options) => options.Resources
        .Where(path => path is not { Length: > 1 }
            || !Uri.TryCreate("http://localhost" + path, UriKind.Absolute, out var url)
            || url.AbsolutePath != path
            || path.Contains('{', StringComparison.Ordinal))
        .Select(_ => "Resources must contain paths of MCP endpoints, such as /mcp: a slash and a path, without query, fragment and route parameters.");

    private static IEnumerable<string> CheckLifetimes(AuthorizationServerOptions options)
    {
        if (options.AccessTokenLifetime < MinimumAccessToken || options.AccessTokenLifetime > MaximumAccessToken)
        {
            yield return $"AccessTokenLifetime must be from {MinimumAccessToken} (a minute) to {MaximumAccessToken} (a day); it is {options.AccessTokenLifetime}.";
        }

        if (options.UnusedConnectionLifetime < options.AccessTokenLifetime || options.UnusedConnectionLifetime > MaximumUnused)
        {
            yield return $"UnusedConnectionLifetime must be from AccessTokenLifetime to {MaximumUnused} (365 days); it is {options.UnusedConnectionLifetime}.";
        }

        if (options.MaximumConnectionDays is < 1 or > NewApiToken.MaximumDays)
        {
            yield return $"MaximumConnectionDays must be from 1 to {NewApiToken.MaximumDays}; it is {options.MaximumConnectionDays}.";
        }
    }

    private static IEnumerable<string> CheckConfigured(AuthorizationServerOptions options)
    {
        foreach (var client in options.ConfiguredClients)
        {
            if (client.ClientId is not { Length: > 0 and <= MaximumIdLength } || client.ClientId.Any(c => c is < '!' or > '~') || ClientDocuments.IsDocumentUrl(client.ClientId))
            {
                yield return $"Each of ConfiguredClients needs a ClientId of 1 to {MaximumIdLength} visible ASCII characters, which is not an https URL.";
            }

            if (ClientName.Clean(client.ClientName) != client.ClientName || client.ClientName.Length > MaximumNameLength)
            {
                yield return $"Each of ConfiguredClients needs a ClientName of 1 to {MaximumNameLength} visible characters.";
            }

            if (client.RedirectUris.Count == 0 || client.RedirectUris.Any(uri => !Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Fragment.Length > 0))
            {
                yield return "Each of ConfiguredClients needs RedirectUris: at least one absolute URI, and none with a fragment.";
            }
        }

        if (options.ConfiguredClients.DistinctBy(client => client.ClientId, StringComparer.Ordinal).Count() != options.ConfiguredClients.Count)
        {
            yield return "Two of ConfiguredClients have the same ClientId.";
        }
    }
}
