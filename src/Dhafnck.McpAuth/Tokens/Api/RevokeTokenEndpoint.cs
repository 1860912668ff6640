using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Revokes a token that its owner or an administrator names.</summary>
internal static class RevokeTokenEndpoint
{
    /// <summary>Answers the request to revoke a token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token, or <see langword="null"/> when the caller knows none with the identifier.</param>
    /// <param name="unknown">Creates the response for a token that the caller does not know.</param>
    /// <param name="revoke">Revokes the given version of the token, or any version. The request's cancellation does not stop it.</param>
    public static async Task<IResult> AnswerAsync(HttpRequest request, ApiToken? token, Func<IResult> unknown, Func<long?, Task<TokenOperationStatus>> revoke)
    {
        if (token is null)
        {
            return unknown();
        }

        // A repeated request finds the version that it created itself: it has already been done (RFC 9110 section 13.1.1).
        var (version, unmet) = IfMatchHeader.Read(request, token);
        if (unmet is not null && token.RevokedAt is null)
        {
            return unmet;
        }

        return await revoke(version) switch
        {
            TokenOperationStatus.NotFound => unknown(),
            TokenOperationStatus.Conflict => TokenProblems.PreconditionFailed(),
            _ => Results.NoContent(),
        };
    }
}
