using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>The response header fields that report the rate limit (draft-ietf-httpapi-ratelimit-headers-11).</summary>
internal static class RateLimitHeaders
{
    /// <summary>The problem type for a request over the limit.</summary>
    public const string ProblemType = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private const string Policy = "hour";
    private const int WindowSeconds = 3600;

    public static readonly IReadOnlyList<string> ViolatedPolicies = [Policy];

    /// <summary>Writes the limit, what remains of it, and, when nothing remains, the seconds until requests are available again.</summary>
    public static void Write(HttpResponse response, int limit, long remaining, int? secondsUntilMore = null)
    {
        response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";q={limit};w={WindowSeconds}");
        response.Headers["RateLimit"] = secondsUntilMore is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";r={remaining};t={seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";r={remaining}");
    }
}
