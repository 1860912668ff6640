namespace TokenServer.Setup;

internal static class BrowserClients
{
    /// <summary>The name of the CORS policy.</summary>
    public const string Policy = "browser-clients";

    /// <summary>Lets MCP clients that are web pages in, of the origins that the setting <c>BrowserClientOrigins</c> names; by default none.</summary>
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
