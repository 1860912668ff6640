using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Converts the version of a record to an entity tag (RFC 9110 §8.8.3). Using a token does not change it.</summary>
internal static class EntityTag
{
    // The suffixes that Apache, Caddy and Jetty append to the tag of a compressed response.
    private static readonly string[] Codings = ["gzip", "br", "zstd", "deflate"];

    public static string Of(ApiToken token) => string.Create(CultureInfo.InvariantCulture, $"\"{token.Version}\"");

    /// <summary>
    /// Returns whether the tag matches the record's current version. Accepts a suffix that a proxy appended to the tag of a
    /// compressed response.
    /// </summary>
    public static bool IsOf(EntityTagHeaderValue tag, ApiToken token)
    {
        var text = tag.Tag.AsSpan();
        var own = Of(token).AsSpan(..^1);
        return text.StartsWith(own, StringComparison.Ordinal)
            && text[own.Length..^1] is var rest
            && (rest.IsEmpty || (rest[0] == '-' && Codings.Contains(rest.TrimStart('-').ToString(), StringComparer.Ordinal)));
    }
}
