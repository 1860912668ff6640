namespace Dhafnck.McpAuth.Usage;

/// <summary>What a store lends to a process.</summary>
public sealed record PermitLoan
{
    /// <summary>The number of permits.</summary>
    /// <value>Zero when the limit is used up.</value>
    public required int Permits { get; init; }

    /// <summary>The permits of the token that are lent or used within the window, by all processes and with this loan.</summary>
    public required int Used { get; init; }

    /// <summary>The time until a retry can succeed, if nothing was lent.</summary>
    /// <value><see langword="null"/> when permits were lent.</value>
    public TimeSpan? RetryAfter { get; init; }
}
