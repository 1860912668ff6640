using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Testing;

/// <summary>The bearer tokens that a server with <c>WithTestTokens()</c> accepts, in place of those of its own provider.</summary>
public sealed class TestTokens
{
    private readonly ConcurrentDictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>Issues a bearer token.</summary>
    /// <param name="accessToken">The access token that it stands for.</param>
    /// <returns>The token string.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="accessToken"/> is <see langword="null"/>.</exception>
    public string Issue(AccessToken accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        var token = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        _tokens[token] = accessToken;
        return token;
    }

    /// <summary>Revokes a bearer token. From then on, requests with it get 401.</summary>
    /// <param name="token">The token string.</param>
    public void Revoke(string token) => _tokens.TryRemove(token, out _);

    internal AccessToken? Find(string token) => _tokens.GetValueOrDefault(token);
}
