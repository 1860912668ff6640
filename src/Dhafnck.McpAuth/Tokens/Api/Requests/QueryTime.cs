using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Reads a time from the query string in RFC 3339 format only. <see cref="DateTimeOffset.Parse(string)"/> would guess other formats.</summary>
internal static class QueryTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>
    /// Returns the time of a field in UTC. Returns <see langword="null"/> when the field is missing, or when it is invalid, and
    /// then adds an error.
    /// </summary>
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
