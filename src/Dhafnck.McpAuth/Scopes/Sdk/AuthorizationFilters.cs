using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>Adds the filters that check attributes to a server: the SDK's, and those for requests that the SDK's filters do not check.</summary>
internal sealed class AuthorizationFilters(SdkAuthorization sdk, GuardedPrimitives guarded, UnfilteredRequests unfiltered, ScopeOptions scopes)
    : IPostConfigureOptions<McpServerOptions>
{
    public void PostConfigure(string? name, McpServerOptions options)
    {
        var hasUnfiltered = guarded.MayBeIn(options);
        var isAnyGuarded = hasUnfiltered || guarded.MayBeTools(options);
        if (isAnyGuarded || MayExchange(options.Filters.Request))
        {
            sdk.AddChecks(name, options);
        }

        if (isAnyGuarded)
        {
            sdk.AddFilters(options);
            if (scopes.HideUnauthorized == false)
            {
                FullLists.Add(options.Filters.Request);
            }
        }

        unfiltered.PostConfigure(options, hasUnfiltered);
    }

    // A filter of the application can replace an open prompt or resource with a guarded one, which the checks refuse.
    private static bool MayExchange(McpRequestFilters request) => request is not { GetPromptFilters.Count: 0, ReadResourceFilters.Count: 0 };
}
