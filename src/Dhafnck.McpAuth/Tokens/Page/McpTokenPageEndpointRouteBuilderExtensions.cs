using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens.Page;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the web page of the token system.</summary>
public static class McpTokenPageEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the web page where the application's users manage their API tokens. It works on the REST API, so
    /// <c>app.MapMcpTokens()</c> has to be mapped as well, and it needs a policy of the application's own sign-in,
    /// <c>app.MapMcpTokenPage().RequireAuthorization("signed-in")</c>: without either the host does not start. The
    /// sign-in has to be one that a browser brings along by itself, such as a cookie.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="pattern">Where the page is. The default is <c>/tokens</c>.</param>
    /// <param name="configure">Says how the page fits into the application. The default is <see langword="null"/>: it stands alone.</param>
    /// <returns>The page's endpoints, to add the policy to.</returns>
    /// <exception cref="ArgumentException">A path of the options is not one of the application's own, such as <c>/account/sign-out</c>.</exception>
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
        group.MapGet("/config", new TokenPageEndpoints(options).Config).DisableCookieRedirect().ExcludeFromDescription();
        group.MapGet("/assets/{version}/{file}", TokenPageEndpoints.Asset).ExcludeFromDescription();
        return group;
    }
}
