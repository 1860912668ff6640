using System.Net;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Registrations of the form that well-known clients send.</summary>
public sealed class KnownRegistrationsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("Claude", """["https://claude.ai/api/mcp/auth_callback"]""", "client_secret_post", "https://claude.ai/api/mcp/auth_callback")]
    [InlineData("ChatGPT", """["https://chatgpt.com/connector/oauth/OUbdUMlL15Ct"]""", "none", "https://chatgpt.com/connector/oauth/OUbdUMlL15Ct")]
    [InlineData("Visual Studio Code", """["https://insiders.vscode.dev/redirect","https://vscode.dev/redirect","http://127.0.0.1/","http://127.0.0.1:33418/"]""", "none", "http://127.0.0.1:59656/")]
    [InlineData("Visual Studio Code", """["https://insiders.vscode.dev/redirect","https://vscode.dev/redirect","http://127.0.0.1/","http://127.0.0.1:33418/"]""", "none", "https://vscode.dev/redirect")]
    [InlineData("Cursor", """["http://localhost:8787/callback","https://www.cursor.com/agents/mcp/oauth/callback"]""", "none", "http://localhost:8787/callback")]
    [InlineData("Cursor", """["cursor://anysphere.cursor-mcp/oauth/callback"]""", "none", "cursor://anysphere.cursor-mcp/oauth/callback")]
    [InlineData("MCP Inspector", """["http://localhost:6274/oauth/callback"]""", "none", "http://localhost:6274/oauth/callback")]
    public async Task A_client_registers_and_reaches_the_user(string name, string redirectUris, string method, string redirectUri)
    {
        var registered = await shared.Server.RegisterAsync(
            $$"""{"client_name":"{{name}}","redirect_uris":{{redirectUris}},"grant_types":["authorization_code","refresh_token"],"response_types":["code"],"token_endpoint_auth_method":"{{method}}","application_type":"native","scope":"execute:mcp"}""");

        registered.Status.Should().Be(HttpStatusCode.Created);
        (await shared.Server.AskAsync(registered.ClientId, redirectUri)).ShouldBeAccepted(name);
    }
}
