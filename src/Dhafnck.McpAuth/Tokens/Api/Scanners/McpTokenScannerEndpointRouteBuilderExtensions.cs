using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.Scanners;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides <c>MapMcpTokenScannerReports()</c>, which maps the endpoint for secret scanners.</summary>
public static class McpTokenScannerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoint where secret scanners report leaked tokens, in the form of GitHub's secret scanning partner program. A
    /// reported token that could be used is revoked, and its owner gets the event <c>token.leaked</c>. So is one that has only rotated
    /// itself since: whoever found it may have rotated it. Whether a scanner sent the report is decided by
    /// <c>McpAuth:Scanners:GitHubKeysUrl</c>, <c>MCP_SCANNER_SECRET</c> or an <c>ITokenScanner</c> of the application, and not by an
    /// authorization policy. Without any of them, the host does not start.
    /// </summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="pattern">The route pattern of the endpoint. The default is <c>/api/v2/scanner-reports</c>.</param>
    /// <returns>A builder for the endpoint.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    public static IEndpointConventionBuilder MapMcpTokenScannerReports(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/api/v2/scanner-reports")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var group = endpoints.MapGroup(pattern)
            .WithMetadata(TokenScannerEndpoint.Instance)
            .AddEndpointFilter<RouteGroupBuilder, TokenStoreFilter>()
            .AllowAnonymous()
            .ExcludeFromDescription();
        group.MapPost("/", (HttpContext context, ScannerReports reports) => reports.ReceiveAsync(context));
        return group;
    }
}
