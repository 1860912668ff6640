using System.Net;
using Dhafnck.McpAuth;

namespace CustomProvider;

/// <summary>Accepts API tokens from the office's networks only. A token's metadata can restrict the addresses further.</summary>
internal sealed class OfficeProvider(JwtBearerAuthDependencies dependencies, IConfiguration configuration)
    : JwtBearerAuthProvider(dependencies)
{
    private readonly IPNetwork[] _office = [.. configuration.GetRequiredSection("OfficeNetworks").Get<string[]>()!.Select(IPNetwork.Parse)];

    public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        var result = await base.LoadAccessTokenAsync(context, cancellationToken);
        return result.AccessToken is { } token && !IsAllowed(context.RemoteIpAddress, token.Metadata)
            ? AccessTokenResult.Rejected(token, "The token may not be used from this address.")
            : result;
    }

    private bool IsAllowed(IPAddress? address, IReadOnlyDictionary<string, string> metadata) =>
        address is not null
        && _office.Any(network => network.Contains(address))
        && (!metadata.TryGetValue("allowed_addresses", out var list) || Contains(list, address));

    // A network that is not in its canonical form allows nothing: 010.0.0.0/8 would be parsed as 8.0.0.0/8.
    private static bool Contains(string list, IPAddress address) =>
        list.Split(',', StringSplitOptions.TrimEntries)
            .Any(text => IPNetwork.TryParse(text, out var network) && network.ToString() == text && network.Contains(address));
}
