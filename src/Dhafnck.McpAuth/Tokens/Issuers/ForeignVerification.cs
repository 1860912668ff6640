namespace Dhafnck.McpAuth.Tokens.Issuers;

/// <summary>A verified token of a trusted issuer, or why it is refused, for the log, or that the issuer's keys are unavailable.</summary>
internal readonly record struct ForeignVerification(ForeignJwt? Jwt, string? Failure, bool IsUnavailable = false)
{
    public static ForeignVerification Failed(string? reason) => new(null, reason);

    public static ForeignVerification Unavailable(string reason) => new(null, reason, IsUnavailable: true);
}
