namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>
/// A principal whose request is counted: it states where the request is counted, and for which time. If the application replaces
/// the principal with another type, operations of that principal are counted when they end.
/// </summary>
internal interface ICountedPrincipal
{
    /// <summary>The activity in which the request was counted when it began, and in which its outcome is counted.</summary>
    TokenActivity? Activity { get; }

    /// <summary>The time when the request was accepted. It counts for the hour in which it began. <see langword="null"/> before that.</summary>
    DateTimeOffset? BeganAt { get; }
}
