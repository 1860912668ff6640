using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Providers;

/// <summary>Recognizes our own tokens: those issued here, or fixed in the settings. It trusts a token's own claims, so it must not decide access.</summary>
internal sealed class OwnTokens(JwtOptions options)
{
    private readonly TokenShape _shape = new(options);

    /// <summary>Whether an accepted token is our own.</summary>
    public bool Contains(AccessToken token) => token.TokenId is not null || token.Issuer == options.Issuer || token.Issuer == EnvAuthProvider.Issuer;

    /// <summary>Whether a token claims to be our own, valid or not.</summary>
    public bool Contains(ReadOnlyMemory<char> token) => Read(token) is not null;

    /// <summary>Whether a token claims to be our own and to be issued to an OAuth client, valid or not.</summary>
    public bool IsOfClient(ReadOnlyMemory<char> token) => Read(token)?.HasClient == true;

    private JwtForm? Read(ReadOnlyMemory<char> token) => _shape.Read(token.ToString()).Form is { } form && form.Issuer == options.Issuer ? form : null;
}
