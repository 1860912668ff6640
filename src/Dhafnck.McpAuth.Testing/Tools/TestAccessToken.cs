namespace Dhafnck.McpAuth.Testing;

/// <summary>Access tokens for tests.</summary>
public static class TestAccessToken
{
    /// <summary>The issuer of these tokens.</summary>
    public const string Issuer = "test";

    /// <summary>Creates an access token that does not expire and has no record.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="scopes">The granted scopes.</param>
    public static AccessToken Create(string subject, params IEnumerable<string> scopes) => new() { Subject = subject, Scopes = [.. scopes], Issuer = Issuer };
}
