using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Guards the endpoints for the application's signed-in users: owners and administrators.</summary>
internal static class SignedInUserEndpoints
{
    /// <summary>Identifies the user, refuses cross-site request forgery, limits writes, and answers 401 instead of a redirect to a sign-in page.</summary>
    public static RouteGroupBuilder ForSignedInUsers(this RouteGroupBuilder group) =>
        group
            .AddEndpointFilter<RouteGroupBuilder, TokenOwnerFilter>()
            .AddEndpointFilter<RouteGroupBuilder, CrossSiteWriteFilter>()
            .AddEndpointFilter<RouteGroupBuilder, TokenWriteLimitFilter>()
            .DisableCookieRedirect()
            .Refuses(StatusCodes.Status401Unauthorized, "No user is signed in. The application's own sign-in sends this response.");
}
