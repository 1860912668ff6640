namespace Dhafnck.McpAuth.Testing;

/// <summary>What an access token of a <see cref="FakeIssuer"/> contains.</summary>
public sealed record FakeIssuerToken
{
    /// <summary>The audience (<c>aud</c>, RFC 7519 §4.1.3): one of those that the server accepts of this issuer.</summary>
    public required string Audience { get; init; }

    /// <summary>The subject (<c>sub</c>, RFC 7519 §4.1.2).</summary>
    /// <value>The default is <c>alice</c>.</value>
    public string Subject { get; init; } = "alice";

    /// <summary>The scopes, for the claim <c>scope</c> (RFC 8693 §4.2).</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The time from now until the token expires. A negative value makes an expired token.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Further claims, which replace those of the same name.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, object> Claims { get; init; } = new Dictionary<string, object>();
}
