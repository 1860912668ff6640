using System.Security.Claims;
using Dhafnck.McpAuth;
using ModelContextProtocol;

namespace TokenServer.Mcp;

/// <summary>
/// The user whose data a tool uses: a subject of an issuer. A subject is unique only within its issuer (OpenID Connect
/// Core section 2): two trusted issuers can give the same subject to different users.
/// </summary>
internal sealed record Owner(string Issuer, string Subject)
{
    /// <summary>Gets the user of a token.</summary>
    public static Owner Of(ClaimsPrincipal? user) =>
        user?.FindFirst(McpClaimTypes.Subject) is { } subject
            ? new(subject.Issuer, subject.Value)
            : throw new McpException("The token has no subject.");
}
