using Microsoft.EntityFrameworkCore;

namespace UpstreamSignIn.Variations;

/// <summary>A user's sign-in at an identity provider.</summary>
[PrimaryKey(nameof(Issuer), nameof(Subject))]
public sealed class Login
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required string UserId { get; init; }
}
