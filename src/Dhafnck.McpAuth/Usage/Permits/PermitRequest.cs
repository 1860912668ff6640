namespace Dhafnck.McpAuth.Usage;

/// <summary>A process's request to borrow permits of a token.</summary>
public sealed record PermitRequest
{
    /// <summary>The token's identifier.</summary>
    public required string TokenId { get; init; }

    /// <summary>The token's rate limit, in requests per <see cref="Window"/>.</summary>
    public required int Limit { get; init; }

    /// <summary>The identifier of the loan, which the process chooses.</summary>
    public required Guid LoanId { get; init; }

    /// <summary>The number of requests that are waiting.</summary>
    /// <value>1 or more. The default is 1.</value>
    public int Needed { get; init; } = 1;

    /// <summary>The number of permits to have in reserve. Of these, the store lends a part of what is left of the limit.</summary>
    /// <value>The default is 1.</value>
    public int Wanted { get; init; } = 1;

    /// <summary>The loan that this one replaces.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public PermitReturn? Returned { get; init; }

    /// <summary>The time for which the process may use the permits, counted from before the request was sent.</summary>
    /// <value>The default is 15 seconds.</value>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The length of the rate limit's window.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);
}
