namespace Dhafnck.McpAuth.Tokens;

/// <summary>The lifetimes of a connection's credentials.</summary>
public sealed record ConnectionLifetimes
{
    /// <summary>The lifetime of an access token.</summary>
    /// <value>More than zero. The default is 1 hour.</value>
    public TimeSpan AccessToken { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The time without a new access token after which the connection ends.</summary>
    /// <value>More than zero. The default is 90 days.</value>
    public TimeSpan Unused { get; init; } = TimeSpan.FromDays(90);
}
