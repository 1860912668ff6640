using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Tokens;

namespace Tenants;

internal static class DevelopmentTokens
{
    /// <summary>
    /// In Development, creates and prints one token per tenant to try the sample. A real application issues tokens where it
    /// knows the tenant of its user.
    /// </summary>
    public static async Task IssueDevelopmentTokensAsync(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        var tokens = app.Services.GetRequiredService<ApiTokenService>();
        foreach (var tenant in app.Services.GetRequiredService<JwtOptions>().Audiences)
        {
            var creation = await tokens.CreateAsync(ownerId: $"user@{tenant}", new()
            {
                Name = "Development",
                Scopes = [McpScopes.ExecuteMcp],
                Audience = tenant,
                ExpiresInDays = 1,
            });
            Console.WriteLine($"{tenant}: {creation.Issued?.Value}");
        }
    }
}
