using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Page;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides <c>MapMcpTokenPage()</c>, which maps the web page for tokens.</summary>
public static class McpTokenPageEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the web page where the application's users manage their API tokens. The page uses the REST API, so
    /// <c>app.MapMcpTokens()</c> must be mapped too. It needs an authorization policy of the application's own sign-in:
    /// <c>app.MapMcpTokenPage().RequireAuthorization("signed-in")</c>. Without either, the host does not start. The browser must
    /// send the sign-in automatically, for example as a cookie.
    /// </summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="pattern">The route pattern of the page. The default is <c>/tokens</c>.</param>
    /// <param name="configure">Configures how the page is integrated into the application. The default is <see langword="null"/>: no integration.</param>
    /// <returns>A builder for the page's endpoints, to add the policy to.</returns>
    /// <exception cref="ArgumentException">A path in the options is not a path of the application, such as <c>/account/sign-out</c>.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    public static IEndpointConventionBuilder MapMcpTokenPage(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern = "/tokens",
        Action<McpTokenPageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new McpTokenPageOptions();
        configure?.Invoke(options);
        options.Validate();

        var group = endpoints.MapGroup(pattern).WithMetadata(TokenPageEndpoint.Instance);
        group.MapGet("/", TokenPageEndpoints.Page).ExcludeFromDescription();
        group.MapGet("/config", new TokenPageEndpoints(options).ConfigAsync).DisableCookieRedirect().ExcludeFromDescription();
        group.MapGet("/assets/{version}/{file}", TokenPageEndpoints.Asset).ExcludeFromDescription();
        return group;
    }
}
