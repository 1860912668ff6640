namespace Dhafnck.McpAuth.AuthorizationServer.Enterprise;

/// <summary>A verified assertion, or null when it is refused, or unavailable when the provider's keys are not known.</summary>
internal sealed record AssertionResult(Assertion? Assertion, bool IsUnavailable = false)
{
    public static readonly AssertionResult Refused = new(Assertion: null);

    public static readonly AssertionResult Unavailable = new(Assertion: null, IsUnavailable: true);
}
