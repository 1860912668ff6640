using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Sees to it that the SDK is given JSON in UTF-8 (RFC 8259 section 8.1), which is all that the gate reads.</summary>
internal static class RequestMediaType
{
    private const string Json = "application/json";

    /// <summary>Why a body is refused by its media type, or <see langword="null"/>.</summary>
    public static BearerRefusal? Refuse(HttpContext context, McpAuthEndpoint kind)
    {
        var request = context.Request;
        if (!kind.AcceptsJsonOnly || !HttpMethods.IsPost(request.Method) || request.ContentType is Json)
        {
            return null;
        }

        if (!IsJson(request))
        {
            return BearerRefusal.UnsupportedMediaType;
        }

        // There are more ways to write UTF-8 than whoever reads the body knows.
        request.ContentType = Json;
        return null;
    }

    private static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)).All(parameter => IsUtf8(parameter.GetUnescapedValue()));

    private static bool IsUtf8(StringSegment charset) => charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
