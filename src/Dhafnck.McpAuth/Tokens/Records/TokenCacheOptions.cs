namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// The settings of the token record cache. A process sees its own changes on the next request. Other processes see them within
/// <see cref="PollInterval"/> while the store answers. A process that was suspended asks the store before it accepts a cached
/// token.
/// </summary>
public sealed class TokenCacheOptions
{
    /// <summary>The interval at which a process polls the store for changes.</summary>
    /// <value>10 milliseconds or more, and less than <see cref="StalenessBound"/>. The default is 250 milliseconds.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The time for which cached records are used after the last answer of the store. After that, requests query the store, and get
    /// 503 when it fails or does not answer within this time. While polls and lookups fail, one lookup at a time tries the store, at
    /// most every 100 milliseconds, and other requests get 503 without a lookup.
    /// </summary>
    /// <value>More than <see cref="PollInterval"/>, and at most 1 minute. The default is 5 seconds.</value>
    public TimeSpan StalenessBound { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The time for which a record is cached. A change made directly by SQL is seen within this time.</summary>
    /// <value>Zero to 30 seconds; zero queries the store on each request. The default is 30 seconds.</value>
    public TimeSpan RecordLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of cached records.</summary>
    /// <value>1 or more. The default is 100,000.</value>
    public int MaximumRecords { get; set; } = 100_000;
}
