using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>
/// Reads the header <c>If-Match</c> (RFC 9110 §13.1.1), which makes a change conditional on the version that the client has read.
/// In contrast to the RFC, weak tags match too: a proxy that compresses responses makes the tags weak, while the version stays
/// the same.
/// </summary>
internal static class IfMatchHeader
{
    public const string Name = "If-Match";

    /// <summary>Returns the version that the change applies to, or <see langword="null"/> for any version, or the problem that refuses the change.</summary>
    public static (long? Version, IResult? Problem) Read(HttpRequest request, ApiToken token)
    {
        var values = request.Headers.IfMatch;
        if (values.Count == 0)
        {
            return (null, null);
        }

        return !EntityTagHeaderValue.TryParseStrictList(values, out var tags)
            ? (null, TokenProblems.Validation(new Dictionary<string, string[]> { [Name] = ["Must be the ETag of the token, such as \"1\", a list of ETags, or *."] }))
            : tags.Contains(EntityTagHeaderValue.Any) ? (null, null)
            : tags.Any(tag => EntityTag.IsOf(tag, token)) ? (token.Version, null)
            : (null, TokenProblems.PreconditionFailed());
    }
}
