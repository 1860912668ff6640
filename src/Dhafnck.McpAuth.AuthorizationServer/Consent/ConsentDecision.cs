namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>The user's answer to a <see cref="ConsentRequest"/>.</summary>
internal sealed record ConsentDecision
{
    public required bool IsApproved { get; init; }

    /// <summary>The scopes that the connection is to have, including those that it already has. Empty unless approved.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The chosen rate limit, in requests per hour. On a step-up it is that of the request.</summary>
    public int RateLimit { get; init; }

    /// <summary>The chosen lifetime, in days. On a step-up it is that of the request.</summary>
    public int LifetimeDays { get; init; }
}
