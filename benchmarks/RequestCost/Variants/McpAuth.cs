using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;

namespace RequestCost.Variants;

/// <summary>
/// This library with everything on: records in a SQLite file, the poll for changes, addresses, scopes, the hourly
/// limit, and the count of use.
/// </summary>
internal sealed class McpAuth : Variant
{
    public const string Owner = "owner";
    public const string SecretKey = "a key for a benchmark, of more than thirty-two bytes";

    private const string StaticToken = "a-static-token-of-the-environment";

    /// <summary>The type of authentication, of <see cref="McpAuthTypes"/>.</summary>
    public string Type { get; init; } = McpAuthTypes.Jwt;

    /// <summary>Whether the records are in memory, and not in a file.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>Whether the hourly limit holds across processes, which borrow permits from the database.</summary>
    public bool SharesLimits { get; init; }

    /// <summary>Whether two other providers are active beside the one of API tokens, which also accepts the tokens of another issuer.</summary>
    public bool HasThreeProviders { get; init; }

    /// <summary>Whether <c>tools/call</c> needs <c>execute:mcp</c>.</summary>
    public bool NeedsToolScope { get; init; } = true;

    /// <summary>Whether routing passes the requests on at once, by no middleware.</summary>
    public bool IsShortCircuited { get; init; }

    public override void AddTo(WebApplicationBuilder builder)
    {
        builder.Configuration["JWT_SECRET_KEY"] = SecretKey;
        builder.Configuration["MCP_BEARER_TOKEN"] = StaticToken;
        var mcpAuth = builder.AddMcpAuth(options =>
        {
            options.AuthType = HasThreeProviders ? $"{Type},{McpAuthTypes.Env},{BadgeProvider.Name}" : Type;
            options.Tokens.ActiveTokensPerOwner = int.MaxValue;
            options.Scopes.ToolCall = NeedsToolScope ? McpScopes.ExecuteMcp : null;
        });
        if (HasThreeProviders)
        {
            builder.Configuration["McpAuth:Jwt:TrustedIssuers:0:Issuer"] = "https://partner.example";
            builder.Configuration["McpAuth:Jwt:TrustedIssuers:0:SecretKey"] = SecretKey + " of a partner";
            builder.Configuration["McpAuth:Jwt:TrustedIssuers:0:Audiences"] = "https://mcp.example.com";
            mcpAuth.AddProvider<BadgeProvider>(BadgeProvider.Name);
        }

        if (!IsInMemory)
        {
            var file = Path.Combine(builder.Environment.ContentRootPath, "tokens.db");
            mcpAuth.AddEntityFrameworkStores(options => options.UseSqlite($"Data Source={file}"));
            if (SharesLimits)
            {
                mcpAuth.AddSharedRateLimits();
            }
        }
    }

    public override Task PrepareAsync(WebApplication app) => IsInMemory ? Task.CompletedTask : app.MigrateMcpAuthAsync();

    public override void Protect(IEndpointConventionBuilder endpoint)
    {
        endpoint.RequireMcpAuth();
        if (IsShortCircuited)
        {
            endpoint.ShortCircuit();
        }
    }

    public override async Task<IReadOnlyList<string>> CreateTokensAsync(WebApplication app, int count)
    {
        if (Type != McpAuthTypes.Jwt)
        {
            return Type == McpAuthTypes.Env ? [.. Enumerable.Repeat(StaticToken, count)] : [];
        }

        var service = app.Services.GetRequiredService<ApiTokenService>();
        var tokens = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var creation = await service.CreateAsync(Owner, new()
            {
                Name = $"Client {i}",
                Scopes = [McpScopes.ExecuteMcp, "read:tasks", "write:tasks"],
                AllowedAddresses = ["127.0.0.1", "192.0.2.0/24"],
                RateLimit = NewApiToken.MaximumRateLimit,
            });
            tokens.Add(creation.Issued?.Value ?? throw new InvalidOperationException($"No token was made: {creation.Status}."));
        }

        return tokens;
    }
}
