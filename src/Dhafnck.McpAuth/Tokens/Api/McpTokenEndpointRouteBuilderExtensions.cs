using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the REST API of the token system.</summary>
public static class McpTokenEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoints where the application's users manage their API tokens. They need a policy of the
    /// application's own sign-in, <c>app.MapMcpTokens().RequireAuthorization("signed-in")</c>: without one the host does
    /// not start. <c>POST {pattern}/validate</c> and <c>POST {pattern}/rotate</c> are for the tokens themselves; the policy does not reach them.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="pattern">Where the endpoints are. The default is <c>/api/v2/tokens</c>.</param>
    /// <returns>The endpoints, to add the policy to.</returns>
    public static IEndpointConventionBuilder MapMcpTokens(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/api/v2/tokens")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var group = endpoints.MapGroup(pattern).AddEndpointFilter<RouteGroupBuilder, TokenStoreFilter>();
        group.MapPost("/validate", ValidateEndpoint.ValidateAsync).AllowAnonymous();
        group.MapPost("/rotate", RotateTokenEndpoint.RotateItselfAsync).AllowAnonymous();

        var owners = group.MapGroup("").WithMetadata(TokenOwnerEndpoint.Instance).AddEndpointFilter<RouteGroupBuilder, TokenOwnerFilter>();
        owners.MapPost("/", TokenEndpoints.CreateAsync);
        owners.MapGet("/", TokenEndpoints.ListAsync);
        owners.MapDelete("/", TokenEndpoints.RevokeAllAsync);
        owners.MapGet("/scopes", TokenEndpoints.Scopes);
        owners.MapGet("/{id}", TokenEndpoints.GetAsync);
        owners.MapPatch("/{id}", TokenEndpoints.UpdateAsync);
        owners.MapDelete("/{id}", TokenEndpoints.RevokeAsync);
        owners.MapPost("/{id}/rotate", TokenEndpoints.RotateAsync);
        return group;
    }
}
