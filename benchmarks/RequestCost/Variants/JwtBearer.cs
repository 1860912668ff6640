using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RequestCost.Variants;

/// <summary>ASP.NET Core's own handler with its defaults, a key it knows, and tokens that hold the claims that ours hold.</summary>
internal sealed class JwtBearer : Variant
{
    private const string Issuer = "issuer";
    private const string Audience = "mcp-server";

    private static readonly SymmetricSecurityKey Key = new(Encoding.UTF8.GetBytes(McpAuth.SecretKey));

    public override void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication().AddJwtBearer(options => options.TokenValidationParameters = new()
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = Key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        });
        builder.Services.AddAuthorization();
    }

    public override void Protect(IEndpointConventionBuilder endpoint) => endpoint.RequireAuthorization();

    public override Task<IReadOnlyList<string>> CreateTokensAsync(WebApplication app, int count)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return Task.FromResult<IReadOnlyList<string>>([.. Enumerable.Range(0, count).Select(_ => handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            Expires = now.AddDays(30),
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = McpAuth.Owner,
                [JwtRegisteredClaimNames.Jti] = $"tok_{Guid.CreateVersion7():N}.1",
            },
            SigningCredentials = new(Key, SecurityAlgorithms.HmacSha256),
        }))]);
    }
}
