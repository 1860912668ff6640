namespace Dhafnck.McpAuth.AuthorizationServer.Enterprise;

/// <summary>The content of an assertion (ID-JAG) whose signature, type, issuer, audience and times are verified.</summary>
internal sealed record Assertion
{
    public required string Id { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required string ClientId { get; init; }

    public required EnterpriseUser User { get; init; }

    /// <summary>The resources that the provider grants access to. Empty when it does not say.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>The scopes that the provider grants. Null when it does not say.</summary>
    public required IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The scopes that the provider may grant.</summary>
    public required IReadOnlyList<string> AllowedScopes { get; init; }
}
