namespace Dhafnck.McpAuth.Tokens.Jwt;

/// <summary>
/// The claims of a verified token, or why verification failed. The reason is only for the log: the caller has not proved
/// possession of a valid token.
/// </summary>
internal readonly record struct JwtVerification(JwtClaims? Claims, string? Failure)
{
    public static JwtVerification Failed(string? reason) => new(null, reason);
}
