using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BadTokens;

/// <summary>A token that is no good.</summary>
/// <param name="Value">The string that is presented.</param>
/// <param name="Description">What its presenter is told.</param>
internal sealed record BadToken(string Value, string Description)
{
    private const string Invalid = "The access token is invalid.";

    private static readonly SigningCredentials RightKey = Credentials(Server.SecretKey);
    private static readonly SigningCredentials WrongKey = Credentials("another key, which is of more than thirty-two bytes too");
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>One that was never there before.</summary>
    /// <param name="number">Its number, by which it is no good in another way than the one before.</param>
    /// <param name="now">The present moment, UTC.</param>
    public static BadToken Create(int number, DateTimeOffset now) => (number % 5) switch
    {
        0 => new(Sign(WrongKey, now.AddDays(30), now), Invalid),
        1 => new(Sign(RightKey, now.AddDays(-1), now), "The access token expired."),
        2 => new(Sign(RightKey, now.AddDays(30), now), "Token not found in database."),
        3 => new(WithRandomSignature(Sign(RightKey, now.AddDays(30), now)), Invalid),
        _ => new(RandomNumberGenerator.GetHexString(RandomNumberGenerator.GetInt32(16, 400)), Invalid),
    };

    private static SigningCredentials Credentials(string key) =>
        new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), SecurityAlgorithms.HmacSha256);

    private static string WithRandomSignature(string token) =>
        token[..(token.LastIndexOf('.') + 1)] + Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    // As the server issues them, but for the record: there is none.
    private static string Sign(SigningCredentials credentials, DateTimeOffset expiresAt, DateTimeOffset now) =>
        Handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = JwtOptions.DefaultIssuer,
            Audience = JwtOptions.DefaultAudience,
            IssuedAt = now.AddDays(-2).UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = "owner-0",
                [JwtRegisteredClaimNames.Jti] = $"tok_{Guid.CreateVersion7(now):N}.1",
            },
            SigningCredentials = credentials,
        });
}
