using System.Security.Claims;
using Dhafnck.McpAuth.Bearer;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>The signed-in user whose tokens the request manages.</summary>
internal sealed record TokenOwner(string Id)
{
    private const int MaximumLength = 200;

    /// <summary>Returns the user of a principal, or why the principal cannot manage tokens.</summary>
    public static (TokenOwner? Owner, string? Problem) Of(ClaimsPrincipal user)
    {
        // A token is not a user: it must not manage tokens, even when the application's policy admits it.
        if (user.Identities.Any(identity => identity.AuthenticationType == McpBearerDefaults.AuthenticationScheme))
        {
            return (null, "An API token cannot manage tokens. Sign in as a user.");
        }

        var signedIn = user.Identities.Where(identity => identity.IsAuthenticated).ToList();
        var id = Find(ClaimTypes.NameIdentifier) ?? Find("sub");
        return id is { Value.Length: <= MaximumLength } && !string.IsNullOrWhiteSpace(id.Value) && DisplayText.DescribeForbidden(id.Value) is null
            ? (new(id.Value), null)
            : (null, $"The signed-in user has no identifier of 1 to {MaximumLength} characters (claim NameIdentifier or sub).");

        Claim? Find(string type) => signedIn.Select(identity => identity.FindFirst(claim => claim.Type == type)).FirstOrDefault(claim => claim is not null);
    }
}
