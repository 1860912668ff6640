using System.Security.Claims;
using Dhafnck.McpAuth.Bearer;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>The signed-in user of the application who owns tokens and connections.</summary>
public sealed record TokenOwner
{
    private const int MaximumLength = 200;

    private TokenOwner(string id) => Id = id;

    /// <summary>The application's stable identifier of the user, 1 to 200 characters: the claim <c>NameIdentifier</c> or <c>sub</c>.</summary>
    public string Id { get; }

    /// <summary>Returns the user of a principal, or why the principal cannot own tokens. A principal of the scheme <c>McpBearer</c> cannot: a token is not a user.</summary>
    /// <param name="user">The principal of the application's own sign-in.</param>
    /// <exception cref="ArgumentNullException"><paramref name="user"/> is <see langword="null"/>.</exception>
    public static (TokenOwner? Owner, string? Problem) Of(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);

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
