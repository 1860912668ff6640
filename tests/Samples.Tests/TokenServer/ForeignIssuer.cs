using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Samples.Tests.TokenServer;

/// <summary>Another system whose tokens the server trusts, with a key that both have.</summary>
internal sealed record ForeignIssuer(int Index)
{
    private const string Audience = "https://mcp.example.com";

    public string Name => $"https://login-{Index}.example.com";

    private string Key => $"the key that issuer {Index} and the server both have";

    /// <summary>What the server's configuration says of it.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        ($"McpAuth__Jwt__TrustedIssuers__{Index}__Issuer", Name),
        ($"McpAuth__Jwt__TrustedIssuers__{Index}__SecretKey", Key),
        ($"McpAuth__Jwt__TrustedIssuers__{Index}__Audiences", Audience),
    ];

    /// <summary>A token for a subject, which the issuer may call what it likes.</summary>
    public string Sign(string subject) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Name,
        Audience = Audience,
        Claims = new Dictionary<string, object> { ["sub"] = subject, ["scope"] = "execute:mcp write:tasks write:context write:agents" },
        SigningCredentials = new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Key)), SecurityAlgorithms.HmacSha256),
    });
}
