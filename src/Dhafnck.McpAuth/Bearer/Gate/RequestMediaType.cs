using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>Lets only JSON in UTF-8 reach the SDK (RFC 8259 section 8.1), because the gate reads nothing else.</summary>
internal static class RequestMediaType
{
    private const string Json = "application/json";

    /// <summary>Refuses a body because of its media type, or returns <see langword="null"/>.</summary>
    public static BearerRefusal? Judge(HttpContext context, McpAuthEndpoint kind)
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

        // UTF-8 can be spelled in more ways than the reader of the body recognizes, so the header is normalized.
        request.ContentType = Json;
        return null;
    }

    private static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)).All(parameter => IsUtf8(parameter.GetUnescapedValue()));

    private static bool IsUtf8(StringSegment charset) => charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
