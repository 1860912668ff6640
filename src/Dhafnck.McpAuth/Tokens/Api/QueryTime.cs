using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>A time of a query string: RFC 3339, where <see cref="DateTimeOffset.Parse(string)"/> would guess.</summary>
internal static class QueryTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The time of a field in UTC; <see langword="null"/> where there is none, or none that can be read, of which there is an error then.</summary>
    public static DateTimeOffset? Read(IQueryCollection query, string field, Dictionary<string, string[]> errors)
    {
        if (query[field].Count == 0)
        {
            return null;
        }

        if (query[field] is [{ } text]
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch
            && time.Year < DateTimeOffset.MaxValue.Year)
        {
            return time;
        }

        errors[field] = ["Must be a time such as 2027-01-31T12:00:00Z (RFC 3339). In a query string, the + of an offset is written %2B."];
        return null;
    }
}
