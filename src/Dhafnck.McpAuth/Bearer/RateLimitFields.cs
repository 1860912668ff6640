using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The fields that tell a client of its limit (draft-ietf-httpapi-ratelimit-headers-11).</summary>
internal static class RateLimitFields
{
    /// <summary>The type of the problem of a request over its limit.</summary>
    public const string ProblemType = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private const string Policy = "hour";
    private const int WindowSeconds = 3600;

    public static readonly IReadOnlyList<string> ViolatedPolicies = [Policy];

    /// <summary>Writes what the limit is, what is left of it, and, where nothing is, in how many seconds there is something again.</summary>
    public static void Write(HttpResponse response, int limit, long remaining, int? secondsUntilMore = null)
    {
        response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";q={limit};w={WindowSeconds}");
        response.Headers["RateLimit"] = secondsUntilMore is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";r={remaining};t={seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";r={remaining}");
    }
}
