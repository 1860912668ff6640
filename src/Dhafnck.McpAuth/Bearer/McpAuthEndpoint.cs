using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Bearer.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Endpoint metadata that marks a protected endpoint, with what the gate needs to know about it.</summary>
/// <param name="transport">The transport with which the SDK serves the endpoint, if the SDK does.</param>
/// <param name="acceptsJsonOnly">Whether the gate, instead of routing, refuses a body that is not JSON.</param>
/// <param name="options">The application's options; the endpoints of one <c>MapMcp()</c> call share them.</param>
internal sealed class McpAuthEndpoint(McpTransport transport, bool acceptsJsonOnly, McpAuthEndpointOptions options)
{
    // The display names of the SDK's endpoints, which are the only way to tell them apart.
    private const string NameOfMcp = "MCP ";
    private const string NameOfLegacySse = "MCP HTTP with SSE ";

    // Cached, because each request asks.
    private volatile EndpointMetadataCollection? _withoutPolicies;

    /// <summary>Whether the SDK serves the endpoint.</summary>
    public bool IsMcp => transport != McpTransport.None;

    /// <summary>The transport with which the SDK serves the endpoint.</summary>
    public McpTransport Transport => transport;

    /// <summary>Identifies the <c>RequireMcpAuth()</c> call that protects the endpoint.</summary>
    public object Protection => options;

    /// <summary>Whether the endpoint publishes protected resource metadata when authorization servers are configured.</summary>
    public bool AdvertisesMetadata { get; } = options.AdvertiseResourceMetadata;

    /// <summary>Whether the gate, instead of routing, refuses a body that is not JSON.</summary>
    public bool AcceptsJsonOnly => acceptsJsonOnly;

    /// <summary>Whether an endpoint with this display name is the SDK's.</summary>
    public static bool IsNameOfMcp([NotNullWhen(true)] string? displayName) => displayName?.StartsWith(NameOfMcp, StringComparison.Ordinal) == true;

    /// <summary>The MCP transport of the endpoint with this display name.</summary>
    public static McpTransport TransportOf(string? displayName) =>
        !IsNameOfMcp(displayName) ? McpTransport.None
        : displayName.StartsWith(NameOfLegacySse, StringComparison.Ordinal) ? McpTransport.LegacySse
        : McpTransport.StreamableHttp;

    /// <summary>Whether an item of an endpoint's metadata is for ASP.NET Core's authorization.</summary>
    public static bool IsPolicy(object metadata) => metadata is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy;

    /// <summary>Whether the endpoint has nothing for ASP.NET Core's authorization to evaluate.</summary>
    /// <param name="metadata">The final metadata of the endpoint: conventions can add to it after the gate.</param>
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
