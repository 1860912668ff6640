using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens.Api;
using Dhafnck.McpAuth.Tokens.Api.Admin;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.OpenApi;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides <c>MapMcpTokenAdmin()</c>, which maps the REST API for administrators.</summary>
public static class McpTokenAdminEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoints where the application's administrators see and revoke the tokens of all owners, grant scopes such as
    /// <c>mcp:admin</c>, approve requested ones, and read the audit trail. They need an authorization policy that only administrators meet:
    /// <c>app.MapMcpTokenAdmin().RequireAuthorization("operators")</c>. Without one, the host does not start. An API token is not
    /// an administrator, whatever its scopes are.
    /// </summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="pattern">The route pattern of the endpoints. The default is <c>/api/v2/admin/tokens</c>.</param>
    /// <returns>A builder for the endpoints, to add the policy to.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.</exception>
    public static IEndpointConventionBuilder MapMcpTokenAdmin(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/api/v2/admin/tokens")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var group = endpoints.MapGroup(pattern)
            .WithMetadata(TokenAdminEndpoint.Instance)
            .AddEndpointFilter<RouteGroupBuilder, TokenStoreFilter>()
            .ForSignedInUsers()
            .WithTags("Token administration")
            .Refuses(StatusCodes.Status403Forbidden, "The user is no administrator, the caller is an API token, or the request comes from another site.")
            .Refuses(StatusCodes.Status503ServiceUnavailable);
        MapReads(group);
        MapWrites(group);
        return group;
    }

    private static void MapReads(RouteGroupBuilder tokens)
    {
        tokens.MapGet("/", AdminTokenEndpoints.ListAsync)
            .Named("listAllTokens", "List the tokens of all owners")
            .ReadsParameters(typeof(AdminListParameters)).ReadsParameters(typeof(TokenListParameters))
            .Answers(StatusCodes.Status200OK, "One page of the list, each token with its owner.", typeof(TokenListResponse))
            .Refuses(StatusCodes.Status400BadRequest);
        tokens.MapGet("/audit", AuditEndpoint.ListAsync)
            .Named("listAudit", "Read the audit trail")
            .ReadsParameters(typeof(AdminAuditParameters)).ReadsParameters(typeof(AuditParameters))
            .Answers(StatusCodes.Status200OK, "One page of the trail, or all entries as JSON Lines.", typeof(AuditListResponse))
            .Refuses(StatusCodes.Status400BadRequest);
        tokens.MapGet("/{id}", AdminTokenEndpoints.GetAsync)
            .Named("getAnyToken", "Get a token of any owner")
            .Answers(StatusCodes.Status200OK, "The record with its owner, without a token string.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status404NotFound, TokenProblems.Unknown);
        tokens.MapGet("/{id}/usage", UsageEndpoint.GetForAdminAsync)
            .Named("getAnyTokenUsage", "Get the usage of a token of any owner")
            .ReadsParameters(typeof(UsageParameters))
            .Answers(StatusCodes.Status200OK, "The token's requests by outcome and tool, per hour or day.", typeof(UsageResponse))
            .Refuses(StatusCodes.Status400BadRequest).Refuses(StatusCodes.Status404NotFound, TokenProblems.Unknown);
        tokens.MapGet("/{id}/audit", AuditEndpoint.GetForAdminAsync)
            .Named("getAnyTokenAudit", "Read the audit trail of a token of any owner")
            .ReadsParameters(typeof(AuditParameters))
            .Answers(StatusCodes.Status200OK, "One page of the token's trail, or all entries as JSON Lines.", typeof(AuditListResponse))
            .Refuses(StatusCodes.Status400BadRequest).Refuses(StatusCodes.Status404NotFound, TokenProblems.Unknown);
    }

    private static void MapWrites(RouteGroupBuilder tokens)
    {
        tokens.MapDelete("/", AdminTokenEndpoints.RevokeManyAsync)
            .Named("revokeManyTokens", "Revoke the tokens of an owner, or those issued after a time")
            .ReadsParameters(typeof(RevokeManyParameters))
            .Answers(StatusCodes.Status200OK, "The tokens are revoked. The request is idempotent.", typeof(RevokedResponse))
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status429TooManyRequests);
        tokens.MapDelete("/{id}", AdminTokenEndpoints.RevokeAsync)
            .Named("revokeAnyToken", "Revoke a token of any owner")
            .ReadsParameters(typeof(IfMatchParameters))
            .Answers(StatusCodes.Status204NoContent, "The token is revoked. The request is idempotent.")
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status412PreconditionFailed, StatusCodes.Status429TooManyRequests)
            .Refuses(StatusCodes.Status404NotFound, TokenProblems.Unknown);
        tokens.MapPut("/{id}/scopes/{**scope}", AdminTokenEndpoints.GrantScopeAsync)
            .Named("grantScope", "Grant a scope to a token, or approve one that it waits for")
            .ReadsParameters(typeof(IfMatchParameters))
            .Answers(StatusCodes.Status200OK, "The record, which has the scope. The request is idempotent.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status412PreconditionFailed, StatusCodes.Status429TooManyRequests)
            .Refuses(StatusCodes.Status404NotFound, TokenProblems.Unknown)
            .Refuses(StatusCodes.Status409Conflict, "The token is revoked or expired.");
        tokens.MapDelete("/{id}/scopes/{**scope}", AdminTokenEndpoints.RemoveScopeAsync)
            .Named("removeScope", "Take a scope away from a token")
            .Answers(StatusCodes.Status200OK, "The record, which does not have the scope. The request is idempotent.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status429TooManyRequests)
            .Refuses(StatusCodes.Status404NotFound, TokenProblems.Unknown);
        tokens.MapDelete("/{id}/requested-scopes/{**scope}", AdminTokenEndpoints.DenyScopeAsync)
            .Named("denyScope", "Deny a scope that a token waits for")
            .ReadsParameters(typeof(IfMatchParameters))
            .Answers(StatusCodes.Status200OK, "The record, which does not wait for the scope. The request is idempotent.", typeof(TokenResponse))
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status412PreconditionFailed, StatusCodes.Status429TooManyRequests)
            .Refuses(StatusCodes.Status404NotFound, TokenProblems.Unknown);
    }
}
