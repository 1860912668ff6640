using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Tokens;

namespace Observability;

internal static class DevelopmentToken
{
    /// <summary>In Development, creates and prints a token to try the sample.</summary>
    public static async Task IssueDevelopmentTokenAsync(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            var creation = await app.Services.GetRequiredService<ApiTokenService>().CreateAsync(ownerId: "developer", new()
            {
                Name = "Development",
                Scopes = [McpScopes.ExecuteMcp],
                ExpiresInDays = 1,
            });
            Console.WriteLine($"token: {creation.Issued?.Value}");
        }
    }
}
