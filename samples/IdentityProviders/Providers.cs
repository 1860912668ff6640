using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Introspection;

namespace IdentityProviders;

/// <summary>One line, and what it needs, for each identity provider.</summary>
internal static class Providers
{
    public static McpAuthBuilder Accept(this McpAuthBuilder mcpAuth, string? provider, IConfiguration configuration) => provider switch
    {
        "entra" => AcceptEntraId(mcpAuth),
        "auth0" => AcceptAuth0(mcpAuth),
        "keycloak" => AcceptKeycloak(mcpAuth),
        "okta" => AcceptOkta(mcpAuth),
        "cognito" => AcceptCognito(mcpAuth),
        "workos" => AcceptWorkOS(mcpAuth),
        "descope" => AcceptDescope(mcpAuth),
        "scalekit" => AcceptScalekit(mcpAuth),
        "supabase" => AcceptSupabase(mcpAuth),
        "github" => AcceptGitHub(mcpAuth, configuration),
        "google" => AcceptGoogle(mcpAuth),
        "introspection" => AcceptIntrospected(mcpAuth, configuration),
        _ => AcceptOpenIdConnect(mcpAuth),
    };

    private static McpAuthBuilder AcceptOpenIdConnect(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddOpenIdConnect("https://login.example.com", audience: "https://mcp.example.com/mcp");

    private static McpAuthBuilder AcceptEntraId(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddEntraId("aaaabbbb-0000-cccc-1111-dddd2222eeee", clientId: "00001111-aaaa-2222-bbbb-3333cccc4444", issuer =>
        {
            issuer.ScopeMappings["Rooms.Read"] = ["execute:mcp", "read:rooms"];
            issuer.RoleMappings["Rooms.Write.All"] = ["execute:mcp", "write:rooms"];
        });

    private static McpAuthBuilder AcceptAuth0(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddAuth0("office.eu.auth0.com", audience: "https://mcp.example.com/mcp");

    private static McpAuthBuilder AcceptKeycloak(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddKeycloak("https://login.example.com/realms/office", audience: "mcp-server", issuer =>
        {
            issuer.RoleMappings["room-reader"] = ["execute:mcp", "read:rooms"];
        });

    private static McpAuthBuilder AcceptOkta(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddOkta("office.okta.com", audience: "api://default");

    private static McpAuthBuilder AcceptCognito(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddCognito("eu-west-1_AbCdEfGhI", clientIds: ["1example23456789"], issuer =>
        {
            issuer.ScopeMappings["rooms/read"] = ["execute:mcp", "read:rooms"];
            issuer.RoleMappings["room-managers"] = ["execute:mcp", "write:rooms"];
        });

    private static McpAuthBuilder AcceptWorkOS(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddWorkOS("office.authkit.app", audience: "https://mcp.example.com/mcp", issuer =>
        {
            issuer.RoleMappings["member"] = ["execute:mcp", "read:rooms"];
        });

    private static McpAuthBuilder AcceptDescope(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddDescope("https://api.descope.com/v1/apps/agentic/P2abc/M3def", audience: "https://mcp.example.com/mcp");

    private static McpAuthBuilder AcceptScalekit(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddScalekit("https://office.scalekit.com", resourceId: "res_123");

    private static McpAuthBuilder AcceptSupabase(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddSupabase("https://abcdefgh.supabase.co", issuer =>
        {
            issuer.GrantedScopes.Add("execute:mcp");
            issuer.RoleMappings["manager"] = ["write:rooms"];
        });

    private static McpAuthBuilder AcceptGitHub(McpAuthBuilder mcpAuth, IConfiguration configuration) =>
        mcpAuth.AddGitHub("Iv1.0123456789abcdef", configuration["GITHUB_CLIENT_SECRET"] ?? "", options =>
        {
            options.GrantedScopes.Add("execute:mcp");
            options.ScopeMappings["repo"] = ["write:rooms"];
        });

    private static McpAuthBuilder AcceptGoogle(McpAuthBuilder mcpAuth) =>
        mcpAuth.AddGoogle(["1234567890-abc.apps.googleusercontent.com"], options =>
        {
            options.GrantedScopes.Add("execute:mcp");
            options.ScopeMappings["https://www.googleapis.com/auth/calendar.readonly"] = ["read:rooms"];
        });

    private static McpAuthBuilder AcceptIntrospected(McpAuthBuilder mcpAuth, IConfiguration configuration) =>
        mcpAuth.AddIntrospection(options =>
        {
            options.Issuer = "https://login.example.com";
            options.Endpoint = "https://login.example.com/introspect";
            options.ClientId = "mcp-server";
            options.ClientSecret = configuration["INTROSPECTION_CLIENT_SECRET"];
            options.Audiences.Add("https://mcp.example.com/mcp");
        });
}
