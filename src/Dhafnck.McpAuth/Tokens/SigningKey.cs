using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>The key of <see cref="JwtOptions"/> as IdentityModel takes it, and what is pinned with it.</summary>
internal static class SigningKey
{
    public const string Algorithm = SecurityAlgorithms.HmacSha256;

    // RFC 9068 section 2.1: what is typed so cannot be mistaken for another JWT signed with the same key (RFC 8725 section 3.11).
    public const string TokenType = "at+jwt";

    public static SymmetricSecurityKey? From(JwtOptions options) =>
        options.SecretKey is { Length: > 0 } secret ? new(Encoding.UTF8.GetBytes(secret)) : null;
}
