using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Marks an endpoint that the gate stands around, with what the gate has to know of it.</summary>
/// <param name="transport">How the SDK serves it, if the SDK does.</param>
/// <param name="acceptsJsonOnly">Whether the gate says no to what is not JSON, in the place of routing.</param>
/// <param name="options">What the application says of it; the endpoints of one <c>MapMcp()</c> have it in common.</param>
internal sealed class McpAuthEndpoint(McpTransport transport, bool acceptsJsonOnly, McpAuthEndpointOptions options)
{
    // The names that the SDK gives its endpoints, and nothing else tells them apart by.
    private const string NameOfMcp = "MCP ";
    private const string NameOfLegacySse = "MCP HTTP with SSE ";

    // Gone through once, for each request asks.
    private volatile EndpointMetadataCollection? _withoutPolicies;

    /// <summary>Whether the SDK serves it.</summary>
    public bool IsMcp => transport != McpTransport.None;

    /// <summary>How the SDK serves it.</summary>
    public McpTransport Transport => transport;

    /// <summary>The call of <c>RequireMcpAuth()</c> that protects it.</summary>
    public object Protection => options;

    /// <summary>Whether it has protected resource metadata, where there are authorization servers.</summary>
    public bool AdvertisesMetadata { get; } = options.AdvertiseResourceMetadata;

    /// <summary>Whether the gate says no to what is not JSON, in the place of routing.</summary>
    public bool AcceptsJsonOnly => acceptsJsonOnly;

    /// <summary>Whether an endpoint of this name is the SDK's.</summary>
    public static bool IsNameOfMcp([NotNullWhen(true)] string? displayName) => displayName?.StartsWith(NameOfMcp, StringComparison.Ordinal) == true;

    /// <summary>How the endpoint of a name speaks MCP.</summary>
    public static McpTransport TransportOf(string? displayName) =>
        !IsNameOfMcp(displayName) ? McpTransport.None
        : displayName.StartsWith(NameOfLegacySse, StringComparison.Ordinal) ? McpTransport.LegacySse
        : McpTransport.StreamableHttp;

    /// <summary>Whether something of an endpoint's metadata is for ASP.NET Core's authorization.</summary>
    public static bool IsPolicy(object metadata) => metadata is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy;

    /// <summary>Whether ASP.NET Core's authorization has nothing to do at this endpoint.</summary>
    /// <param name="metadata">What the endpoint has in the end: others can add to it when the gate stands.</param>
    public bool HasNoPolicies(EndpointMetadataCollection metadata)
    {
        if (ReferenceEquals(_withoutPolicies, metadata))
        {
            return true;
        }

        if (metadata.Any(IsPolicy))
        {
            return false;
        }

        _withoutPolicies = metadata;
        return true;
    }
}
