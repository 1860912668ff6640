using System.Text.Json.Nodes;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Documents of the form that well-known clients publish, with the host of the test.</summary>
public sealed class KnownClientsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("""{"client_name":"Claude","redirect_uris":["https://127.0.0.1/api/mcp/auth_callback"],"grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:jwt-bearer"],"response_types":["code"],"token_endpoint_auth_method":"none"}""", "https://127.0.0.1/api/mcp/auth_callback")]
    [InlineData("""{"client_name":"Claude Code","redirect_uris":["http://localhost/callback","http://127.0.0.1/callback"],"token_endpoint_auth_method":"none"}""", "http://localhost:54545/callback")]
    [InlineData("""{"client_name":"Visual Studio Code","redirect_uris":["http://127.0.0.1:33418/","https://127.0.0.1/redirect"],"grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"response_types":["code"],"token_endpoint_auth_method":"none","application_type":"native"}""", "http://127.0.0.1:33418/")]
    [InlineData("""{"client_name":"Visual Studio Code","redirect_uris":["http://127.0.0.1:33418/","https://127.0.0.1/redirect"],"token_endpoint_auth_method":"none"}""", "https://127.0.0.1/redirect")]
    public async Task A_client_is_known_by_its_document(string members, string redirectUri)
    {
        var (host, server) = (shared.Host, shared.Server);
        var published = JsonNode.Parse(members)!.AsObject();

        var answer = await server.AskAsync(
            host.Publish(change: document =>
            {
                foreach (var (name, value) in published)
                {
                    document[name] = value!.DeepClone();
                }
            }),
            redirectUri);

        answer.ShouldBeAccepted(published["client_name"]!.GetValue<string>());
    }
}
