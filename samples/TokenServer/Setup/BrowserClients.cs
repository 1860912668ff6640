namespace TokenServer.Setup;

internal static class BrowserClients
{
    /// <summary>The name of the CORS policy.</summary>
    public const string Policy = "browser-clients";

    /// <summary>Allows MCP clients that run in web pages of the origins in the setting <c>BrowserClientOrigins</c>; by default none.</summary>
    public static void AddBrowserClients(this WebApplicationBuilder builder)
    {
        var origins = builder.Configuration["BrowserClientOrigins"]?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        builder.Services.AddCors(options => options.AddPolicy(Policy, policy => policy
            .WithOrigins(origins)
            .WithMethods("GET", "POST", "DELETE")
            .WithHeaders("Authorization", "Content-Type", "Accept", "Last-Event-ID", "Mcp-Session-Id", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name")
            .WithExposedHeaders("WWW-Authenticate", "Mcp-Session-Id", "Retry-After", "RateLimit", "RateLimit-Policy")));
    }
}
