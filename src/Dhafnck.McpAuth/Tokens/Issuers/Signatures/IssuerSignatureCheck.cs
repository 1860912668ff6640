using Microsoft.IdentityModel.JsonWebTokens;

namespace Dhafnck.McpAuth.Tokens.Issuers.Signatures;

/// <summary>A token with a valid signature and the keys that verified it, or why it is refused, for the log, or that the keys are unavailable.</summary>
internal readonly record struct IssuerSignatureCheck(JsonWebToken? Token, PublishedKeys? Keys, string? Failure, bool IsUnavailable = false)
{
    public static IssuerSignatureCheck Failed(string? reason) => new(null, null, reason);

    public static IssuerSignatureCheck Unavailable(string reason) => new(null, null, reason, IsUnavailable: true);
}
