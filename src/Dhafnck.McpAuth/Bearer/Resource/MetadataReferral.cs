using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>
/// Decides whether a refusal refers its client to the authorization servers. A client that a person configured with one of our
/// own tokens is not referred: no other server can help it, and some clients would send the token along. A client that got its
/// token from our own authorization server is referred, because that server gives it another one.
/// </summary>
internal sealed class MetadataReferral(ProtectedResources resources, OwnTokens own, RequestCredentials credentials)
{
    /// <summary>The URL of the metadata for the refusal's challenge, or <see langword="null"/>.</summary>
    public string? AddressFor(HttpContext context, BearerRefusal refusal) =>
        refusal is { Status: StatusCodes.Status401Unauthorized } or { Status: StatusCodes.Status403Forbidden, Error: not null }
        && resources.MetadataAddressOf(context) is { } address
        && !PresentsConfigured(context)
            ? address
            : null;

    private bool PresentsConfigured(HttpContext context)
    {
        // A token in the wrong form comes from a client's settings, and has to be corrected there.
        var (token, mistake) = credentials.ReadToken(context.Request);
        if (mistake is null && own.IsOfClient(token.Characters))
        {
            return false;
        }

        if (context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication { AccessToken: { } accepted } && own.Contains(accepted))
        {
            return true;
        }

        return mistake is null ? own.Contains(token.Characters) : mistake != BearerRefusal.NoToken;
    }
}
