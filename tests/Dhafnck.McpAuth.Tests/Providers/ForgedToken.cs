using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>Signs what it is told to, as somebody with a key of their own can.</summary>
internal static class ForgedToken
{
    public static string Sign(string key, string type = "at+jwt", params (string Name, object Value)[] claims)
    {
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = type,
            Claims = claims.ToDictionary(claim => claim.Name, claim => claim.Value),
            SigningCredentials = new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>The claims of a genuine token, some of them replaced.</summary>
    public static (string Name, object Value)[] ClaimsOf(string token, params (string Name, object Value)[] replaced)
    {
        var jwt = new JsonWebToken(token);
        var claims = new Dictionary<string, object>
        {
            ["iss"] = jwt.Issuer,
            ["aud"] = jwt.Audiences.Single(),
            ["sub"] = jwt.Subject,
            ["jti"] = jwt.Id,
            ["iat"] = jwt.GetPayloadValue<long>("iat"),
            ["exp"] = jwt.GetPayloadValue<long>("exp"),
        };
        foreach (var (name, value) in replaced)
        {
            claims[name] = value;
        }

        return [.. claims.Select(claim => (claim.Key, claim.Value))];
    }
}
