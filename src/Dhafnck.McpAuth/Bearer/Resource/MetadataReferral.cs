using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>
/// Decides whether a refusal sends its client to the authorization servers. One that presents a token of ours is not sent:
/// no other server can help it, and some clients send the token along.
/// </summary>
internal sealed class MetadataReferral(ProtectedResources resources, OwnTokens own)
{
    /// <summary>Where the metadata is that the refusal names, or <see langword="null"/>.</summary>
    public string? AddressFor(HttpContext context, BearerRefusal refusal) =>
        refusal is { Status: StatusCodes.Status401Unauthorized } or { Status: StatusCodes.Status403Forbidden, Error: not null }
        && resources.MetadataAddressOf(context) is { } address
        && !PresentsOwn(context)
            ? address
            : null;

    private bool PresentsOwn(HttpContext context)
    {
        if (context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication { AccessToken: { } accepted } && own.Contains(accepted))
        {
            return true;
        }

        // One in the wrong form is in somebody's settings, where it has to be put right.
        var (token, mistake) = BearerHeader.Read(context.Request);
        return mistake is null ? own.Contains(token) : mistake != BearerRefusal.NoToken;
    }
}
