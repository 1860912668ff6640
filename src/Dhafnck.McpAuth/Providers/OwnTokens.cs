using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>Which tokens are ours: issued here, or fixed in the settings. By what a token says of itself, which is nothing to let anybody in by.</summary>
internal sealed class OwnTokens(JwtOptions options)
{
    /// <summary>Whether an accepted token is.</summary>
    public bool Contains(AccessToken token) => token.TokenId is not null || token.Issuer == options.Issuer || token.Issuer == EnvAuthProvider.Issuer;

    /// <summary>Whether a token says so of itself, good or not.</summary>
    public bool Contains(ReadOnlyMemory<char> token) => JwtForm.Read(token.ToString()).Form?.Issuer == options.Issuer;
}
