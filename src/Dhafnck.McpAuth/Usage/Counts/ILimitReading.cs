namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>A rate limiter of the library, which knows more than its statistics can say.</summary>
internal interface ILimitReading
{
    /// <summary>Returns the requests within the window, and when the limit allows a request again; <see langword="null"/> if it does now.</summary>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task<(int Used, DateTimeOffset? AvailableAt)> ReadAsync(CancellationToken cancellationToken);
}
