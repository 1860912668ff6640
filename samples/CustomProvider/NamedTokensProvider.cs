using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth;

namespace CustomProvider;

/// <summary>Accepts one fixed token per user. The section <c>NamedTokens</c> maps the SHA-256 hash of each token to its user.</summary>
internal sealed class NamedTokensProvider(IConfiguration configuration) : IMcpAuthProvider
{
    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Token)));
        return ValueTask.FromResult(configuration[$"NamedTokens:{hash}"] is { Length: > 0 } user
            ? AccessTokenResult.Success(new() { Subject = user, Scopes = [McpScopes.ExecuteMcp, "read:rooms"], Issuer = "named" })
            : AccessTokenResult.Rejected("The access token is invalid."));
    }
}
