using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens.Api;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.OpenApi;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides <c>MapMcpTokens()</c>, which maps the REST API for tokens.</summary>
public static class McpTokenEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoints where the application's users manage their API tokens. They need an authorization policy of the
    /// application's own sign-in: <c>app.MapMcpTokens().RequireAuthorization("signed-in")</c>. Without one, the host does not
    /// start. The tokens themselves call <c>POST {pattern}/validate</c> and <c>POST {pattern}/rotate</c>; the policy does not
    /// apply to these.
    /// </summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="pattern">The route pattern of the endpoints. The default is <c>/api/v2/tokens</c>.</param>
    /// <returns>A builder for the endpoints, to add the policy to.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
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
            .ForSignedInUsers()
            .Refuses(
                StatusCodes.Status403Forbidden,
                "The caller is an API token, the signed-in user has no identifier or may not grant what the token has, or the request comes from another site."));
        return group;
    }

    private static void MapForTokens(RouteGroupBuilder tokens)
    {
        tokens.MapPost("/validate", ValidateEndpoint.ValidateAsync).AllowAnonymous()
            .Named("validateToken", "Validate the presented token")
            .Answers(StatusCodes.Status200OK, "The token is valid. The body describes it.", typeof(ValidateResponse))
            .Refuses(StatusCodes.Status400BadRequest, "The request has more than one Authorization header.")
            .Refuses(StatusCodes.Status401Unauthorized, "The token is invalid: `detail` and `WWW-Authenticate` state the reason.")
            .Refuses(StatusCodes.Status429TooManyRequests, "The token has reached its hourly rate limit. `Retry-After` states when to try again.");
        tokens.MapPost("/rotate", RotateTokenEndpoint.RotateItselfAsync).AllowAnonymous()
            .Named("rotateTokenItself", "Rotate the presented token")
            .WithDescription("The token needs the scope tokens:rotate. It can rotate itself until its rotatable_until.")
            .Reads(typeof(RotateTokenRequest), isOptional: true)
            .Answers(StatusCodes.Status201Created, "The record with its new token string, which is only shown here.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status401Unauthorized, "The token is invalid: `detail` and `WWW-Authenticate` state the reason.")
            .Refuses(StatusCodes.Status403Forbidden, "The token does not have the scope tokens:rotate, or its owner may no longer grant what it has.")
            .Refuses(StatusCodes.Status404NotFound, "The token's record no longer exists.")
            .Refuses(StatusCodes.Status409Conflict)
            .Refuses(
                StatusCodes.Status429TooManyRequests,
                "The token has reached its hourly rate limit, or its owner's tokens have reached the limit of rotations per minute. "
                + "`Retry-After` states when to try again.");
    }

    private static void MapForOwners(RouteGroupBuilder owners)
    {
        owners.MapPost("/", TokenEndpoints.CreateAsync)
            .Named("createToken", "Generate a token")
            .Reads(typeof(CreateTokenRequest)).ReadsParameters(typeof(IdempotencyKeyParameters))
            .Answers(StatusCodes.Status201Created, "The record with its token string, which is only shown here.", typeof(TokenResponse))
            .Answers(StatusCodes.Status200OK, "The record that an earlier request with the same Idempotency-Key created, without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests);
        owners.MapGet("/", TokenEndpoints.ListAsync)
            .Named("listTokens", "List the user's tokens")
            .ReadsParameters(typeof(TokenListParameters))
            .Answers(StatusCodes.Status200OK, "One page of the list.", typeof(TokenListResponse))
            .Refuses(StatusCodes.Status400BadRequest);
        owners.MapDelete("/", TokenEndpoints.RevokeAllAsync)
            .Named("revokeTokens", "Revoke all of the user's tokens")
            .Answers(StatusCodes.Status204NoContent, "The tokens are revoked. The request is idempotent.")
            .Refuses(StatusCodes.Status429TooManyRequests);
        owners.MapGet("/scopes", TokenEndpoints.Scopes)
            .Named("listScopes", "List the scopes that can be granted")
            .Answers(StatusCodes.Status200OK, "The scopes with their descriptions, what each includes, and the tools that each gives access to.", typeof(ScopesResponse));
        owners.MapGet("/{id}", TokenEndpoints.GetAsync)
            .Named("getToken", "Get a token")
            .Answers(StatusCodes.Status200OK, "The record, without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status404NotFound);
        owners.MapPatch("/{id}", TokenEndpoints.UpdateAsync)
            .Named("updateToken", "Update a token")
            .WithDescription("A merge patch (RFC 7396): fields that it omits stay unchanged. The change takes effect on the token's next request.")
            .Reads(typeof(UpdateTokenRequest), contentTypes: "application/merge-patch+json").ReadsParameters(typeof(IfMatchParameters))
            .Answers(StatusCodes.Status200OK, "The updated record, without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status412PreconditionFailed, StatusCodes.Status429TooManyRequests);
        owners.MapDelete("/{id}", TokenEndpoints.RevokeAsync)
            .Named("revokeToken", "Revoke a token")
            .ReadsParameters(typeof(IfMatchParameters))
            .Answers(StatusCodes.Status204NoContent, "The token is revoked. The request is idempotent.")
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status412PreconditionFailed, StatusCodes.Status429TooManyRequests);
        owners.MapPost("/{id}/rotate", TokenEndpoints.RotateAsync)
            .Named("rotateToken", "Rotate a token")
            .Reads(typeof(RotateTokenRequest), isOptional: true).ReadsParameters(typeof(IdempotencyKeyParameters))
            .Answers(StatusCodes.Status201Created, "The record with its new token string, which is only shown here.", typeof(TokenResponse))
            .Answers(StatusCodes.Status200OK, "The record that an earlier request with the same Idempotency-Key rotated, without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests);
        owners.MapGet("/{id}/usage", UsageEndpoint.GetAsync)
            .Named("getTokenUsage", "Get the usage of a token")
            .ReadsParameters(typeof(UsageParameters))
            .Answers(StatusCodes.Status200OK, "The token's requests by outcome and tool, per hour or day.", typeof(UsageResponse))
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound);
        owners.MapGet("/{id}/audit", AuditEndpoint.GetAsync)
            .Named("getTokenAudit", "Read the audit trail of a token")
            .ReadsParameters(typeof(AuditParameters))
            .Answers(StatusCodes.Status200OK, "One page of the token's trail, or all entries as JSON Lines.", typeof(AuditListResponse))
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound);
    }
}
