using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>
/// The header <c>If-Match</c> (RFC 9110 §13.1.1), by which a client changes a record only as long as it is as the client
/// read it. Unlike there, weak tags match as well: a proxy that compresses makes our tags weak, and the version stays
/// the same.
/// </summary>
internal static class IfMatchHeader
{
    public const string Name = "If-Match";

    /// <summary>The version that the change is for, or <see langword="null"/> for whichever it is; or why the change is not to be made.</summary>
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
