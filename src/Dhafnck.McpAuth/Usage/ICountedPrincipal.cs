namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// A principal whose request is counted: where, and for when. One that the application put in its place is none, and what
/// is called by it counts when it ends.
/// </summary>
internal interface ICountedPrincipal
{
    /// <summary>Where the request was counted when it began, until what became of it is counted there too.</summary>
    TokenActivity? Activity { get; }

    /// <summary>When the request was let in: it counts for the hour in which it began. <see langword="null"/> before.</summary>
    DateTimeOffset? BeganAt { get; }
}
