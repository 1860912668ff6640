namespace Dhafnck.McpAuth.Tokens;

/// <summary>A verified token, or why it is none. The reason is for the log: nobody has shown yet that the token is theirs.</summary>
internal readonly record struct JwtVerification(JwtClaims? Claims, string? Failure)
{
    public static JwtVerification Failed(string? reason) => new(null, reason);
}
