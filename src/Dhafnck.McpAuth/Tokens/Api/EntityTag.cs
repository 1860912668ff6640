using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The version of a record as HTTP has it (RFC 9110 §8.8.3). Using a token does not change it.</summary>
internal static class EntityTag
{
    // What Apache, Caddy and Jetty put behind the tag of an answer that they compress.
    private static readonly string[] Codings = ["gzip", "br", "zstd", "deflate"];

    public static string Of(ApiToken token) => string.Create(CultureInfo.InvariantCulture, $"\"{token.Version}\"");

    /// <summary>Whether this is the tag of the record as it is now, perhaps after a proxy marked it as one of a compressed answer.</summary>
    public static bool IsOf(EntityTagHeaderValue tag, ApiToken token)
    {
        var text = tag.Tag.AsSpan();
        var own = Of(token).AsSpan(..^1);
        return text.StartsWith(own, StringComparison.Ordinal)
            && text[own.Length..^1] is var rest
            && (rest.IsEmpty || (rest[0] == '-' && Codings.Contains(rest.TrimStart('-').ToString(), StringComparer.Ordinal)));
    }
}
