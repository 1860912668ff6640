using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The version of a record as HTTP has it (RFC 9110 §8.8.3). Using a token does not change it.</summary>
internal static class EntityTag
{
    public static string Of(ApiToken token) => string.Create(CultureInfo.InvariantCulture, $"\"{token.Version}\"");

    /// <summary>The version that <c>If-Match</c> asks for: none without the header or with <c>*</c>, and one that no record has for a tag that is not ours.</summary>
    public static long? Expected(HttpRequest request)
    {
        var text = request.Headers.IfMatch.ToString();
        if (text is "" or "*")
        {
            return null;
        }

        return text is ['"', .. var version, '"'] && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
