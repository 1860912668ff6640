using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens.Api;
using Dhafnck.McpAuth.Tokens.Api.OpenApi;
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
        var group = endpoints.MapGroup(pattern)
            .AddEndpointFilter<RouteGroupBuilder, TokenStoreFilter>()
            .WithTags("Tokens")
            .Refuses(StatusCodes.Status503ServiceUnavailable);
        MapForTokens(group);
        MapForOwners(group.MapGroup("")
            .WithMetadata(TokenOwnerEndpoint.Instance)
            .AddEndpointFilter<RouteGroupBuilder, TokenOwnerFilter>()
            .AddEndpointFilter<RouteGroupBuilder, CrossSiteWriteFilter>()
            .AddEndpointFilter<RouteGroupBuilder, TokenWriteLimitFilter>()
            .DisableCookieRedirect()
            .Refuses(StatusCodes.Status401Unauthorized, "Nobody is signed in: the application's sign-in answers.")
            .Refuses(StatusCodes.Status403Forbidden, "An API token cannot manage tokens, the signed-in user has no identifier or may not grant what the token has, or another site sent the request."));
        return group;
    }

    private static void MapForTokens(RouteGroupBuilder tokens)
    {
        tokens.MapPost("/validate", ValidateEndpoint.ValidateAsync).AllowAnonymous()
            .Named("validateToken", "Validate the token presented")
            .Answers(StatusCodes.Status200OK, "The token is good, and for this.", typeof(ValidateResponse))
            .Refuses(StatusCodes.Status400BadRequest, "The request has more than one Authorization header.")
            .Refuses(StatusCodes.Status401Unauthorized, "The token is not good: `detail` and `WWW-Authenticate` say why.")
            .Refuses(StatusCodes.Status429TooManyRequests, "The token has made as many requests as it may in an hour; `Retry-After` says when to try again.");
        tokens.MapPost("/rotate", RotateTokenEndpoint.RotateItselfAsync).AllowAnonymous()
            .Named("rotateTokenItself", "Rotate the token presented")
            .WithDescription("For a token with the scope tokens:rotate, up to its rotatable_until.")
            .Reads(typeof(RotateTokenRequest), isOptional: true)
            .Answers(StatusCodes.Status201Created, "The record with its next token string, shown this once.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status401Unauthorized, "The token is not good: `detail` and `WWW-Authenticate` say why.")
            .Refuses(StatusCodes.Status403Forbidden, "The token lacks the scope tokens:rotate, or its owner may no longer grant what it has.")
            .Refuses(StatusCodes.Status404NotFound, "The token's record is gone.")
            .Refuses(StatusCodes.Status409Conflict)
            .Refuses(StatusCodes.Status429TooManyRequests, "The token has made as many requests as it may in an hour, or its owner's tokens have rotated themselves as often as is allowed in a minute; `Retry-After` says when to try again.");
    }

    private static void MapForOwners(RouteGroupBuilder owners)
    {
        owners.MapPost("/", TokenEndpoints.CreateAsync)
            .Named("createToken", "Generate a token")
            .Reads(typeof(CreateTokenRequest)).ReadsParameters(typeof(IdempotencyKeyParameters))
            .Answers(StatusCodes.Status201Created, "The record with its token string, shown this once.", typeof(TokenResponse))
            .Answers(StatusCodes.Status200OK, "The record that the same request made before, under the same Idempotency-Key; without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests);
        owners.MapGet("/", TokenEndpoints.ListAsync)
            .Named("listTokens", "List the user's tokens")
            .ReadsParameters(typeof(TokenListParameters))
            .Answers(StatusCodes.Status200OK, "A part of the list.", typeof(TokenListResponse))
            .Refuses(StatusCodes.Status400BadRequest);
        owners.MapDelete("/", TokenEndpoints.RevokeAllAsync)
            .Named("revokeTokens", "Revoke all of the user's tokens")
            .Answers(StatusCodes.Status204NoContent, "They are revoked. Can be repeated.")
            .Refuses(StatusCodes.Status429TooManyRequests);
        owners.MapGet("/scopes", TokenEndpoints.Scopes)
            .Named("listScopes", "List the scopes that can be granted")
            .Answers(StatusCodes.Status200OK, "The scopes in words, what each includes, and the tools that each opens.", typeof(ScopesResponse));
        owners.MapGet("/{id}", TokenEndpoints.GetAsync)
            .Named("getToken", "Get a token")
            .Answers(StatusCodes.Status200OK, "The record, without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status404NotFound);
        owners.MapPatch("/{id}", TokenEndpoints.UpdateAsync)
            .Named("updateToken", "Update a token")
            .WithDescription("A merge patch (RFC 7396): what it does not name stays. It holds for the token's next request.")
            .Reads(typeof(UpdateTokenRequest), contentTypes: "application/merge-patch+json").ReadsParameters(typeof(IfMatchParameters))
            .Answers(StatusCodes.Status200OK, "The record as it is now, without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status412PreconditionFailed, StatusCodes.Status429TooManyRequests);
        owners.MapDelete("/{id}", TokenEndpoints.RevokeAsync)
            .Named("revokeToken", "Revoke a token")
            .ReadsParameters(typeof(IfMatchParameters))
            .Answers(StatusCodes.Status204NoContent, "It is revoked. Can be repeated.")
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status412PreconditionFailed, StatusCodes.Status429TooManyRequests);
        owners.MapPost("/{id}/rotate", TokenEndpoints.RotateAsync)
            .Named("rotateToken", "Rotate a token")
            .Reads(typeof(RotateTokenRequest), isOptional: true).ReadsParameters(typeof(IdempotencyKeyParameters))
            .Answers(StatusCodes.Status201Created, "The record with its next token string, shown this once.", typeof(TokenResponse))
            .Answers(StatusCodes.Status200OK, "The record that the same request rotated before, under the same Idempotency-Key; without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests);
        owners.MapGet("/{id}/usage", UsageEndpoint.GetAsync)
            .Named("getTokenUsage", "Get what a token was used for")
            .ReadsParameters(typeof(UsageParameters))
            .Answers(StatusCodes.Status200OK, "Its requests by outcome and by tool, in hours or days.", typeof(UsageResponse))
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound);
    }
}
