using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Tenants;

internal static class DevelopmentTokens
{
    /// <summary>
    /// In Development, makes one token per tenant and prints it, so that there is something to try. An application
    /// issues tokens where it knows which tenant its user belongs to.
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
