namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>For how long a response may be cached (RFC 9111 §4.2).</summary>
internal static class FreshnessLifetime
{
    /// <summary>Reads the lifetime from the headers. It is zero when they give none, or forbid caching.</summary>
    public static TimeSpan Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var control = response.Headers.CacheControl;
        if (control is { NoStore: true } or { NoCache: true })
        {
            return TimeSpan.Zero;
        }

        var lifetime = control?.MaxAge ?? response.Content.Headers.Expires - (response.Headers.Date ?? now) ?? TimeSpan.Zero;
        return lifetime - (response.Headers.Age ?? TimeSpan.Zero) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
