namespace Faults.Records;

/// <summary>The state of a token after its last acknowledged write.</summary>
internal sealed record TokenState
{
    /// <summary>Changes with each write that begins or ends.</summary>
    public int Version { get; init; }

    /// <summary>Whether a write is under way, or its answer was lost.</summary>
    public bool IsChanging { get; init; }

    /// <summary>The token string; <see langword="null"/> if its answer was lost.</summary>
    public string? Value { get; init; }

    /// <summary>A former token string, which a rotation without a grace period ended.</summary>
    public string? Former { get; init; }

    /// <summary>When the rotation was acknowledged.</summary>
    public TimeSpan FormerEndedAt { get; init; }

    /// <summary>Whether the token has the scope that calls need.</summary>
    public bool CanCall { get; init; } = true;

    public bool IsRevoked { get; init; }

    /// <summary>When the last write was acknowledged.</summary>
    public TimeSpan ChangedAt { get; init; }
}
