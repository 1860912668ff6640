namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// How long a process may use what it remembers of a token's record. A change made through any process is seen by
/// that process on the next request, and by the others within <see cref="PollInterval"/> while the store answers. A
/// process that was suspended asks the store before it accepts a token that it remembers.
/// </summary>
public sealed class TokenCacheOptions
{
    /// <summary>How often a process asks the store what has changed.</summary>
    /// <value>10 milliseconds or more, and less than <see cref="StalenessBound"/>. The default is 250 milliseconds.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// For how long remembered records are used after the store last answered. After that each request asks the store
    /// itself, and gets 503 when the store fails, or has not answered within this time.
    /// </summary>
    /// <value>More than <see cref="PollInterval"/>, at most a minute. The default is 5 seconds.</value>
    public TimeSpan StalenessBound { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a record is remembered: the time within which a change made behind the library's back, by SQL, is seen.</summary>
    /// <value>Zero to ask the store on each request; 30 seconds at most. The default is 30 seconds.</value>
    public TimeSpan RecordLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many records are remembered at most.</summary>
    /// <value>1 or more. The default is 100,000.</value>
    public int MaximumRecords { get; set; } = 100_000;
}
