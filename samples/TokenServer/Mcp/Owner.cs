using System.Security.Claims;
using Dhafnck.McpAuth.Bearer;
using ModelContextProtocol;

namespace TokenServer.Mcp;

/// <summary>
/// The user whose data a tool works on: a subject of an issuer. A subject is unique within its issuer alone
/// (OpenID Connect Core section 2): a trusted issuer can call one of its users what another calls somebody else.
/// </summary>
internal sealed record Owner(string Issuer, string Subject)
{
    /// <summary>The user behind a token.</summary>
    public static Owner Of(ClaimsPrincipal? user) =>
        user?.FindFirst(McpClaimTypes.Subject) is { } subject
            ? new(subject.Issuer, subject.Value)
            : throw new McpException("The token has no subject.");
}
