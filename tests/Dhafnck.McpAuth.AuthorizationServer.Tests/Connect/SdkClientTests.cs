using System.Text.Json.Nodes;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Connect;

/// <summary>The C# SDK's client connects by URL alone: it finds the server, and sends the user to the consent page.</summary>
public sealed class SdkClientTests
{
    [Fact]
    public async Task A_client_registers_itself_connects_by_URL_and_calls_a_tool()
    {
        await using var server = await ConnectServer.StartAsync();
        using var browser = new ConsentBrowser("alice");

        await using var client = await ConnectAsync(server, browser);
        var result = await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);

        TextOf(result).Should().Be("alice");
        (await server.ListAsync()).Should().ContainSingle().Which.Connection!.ClientName.Should().Be("The SDK's client");
    }

    [Fact]
    public async Task A_client_with_a_metadata_document_connects_and_its_host_vouches_for_it()
    {
        await using var documents = await DocumentHost.StartAsync();
        await using var server = await ConnectServer.StartAsync(host: documents);
        using var browser = new ConsentBrowser("alice");
        var url = documents.Publish(change: document => document["redirect_uris"] = new JsonArray(OAuthClient.RedirectUri));

        await using var client = await ConnectAsync(server, browser, oauth =>
        {
            oauth.DynamicClientRegistration = null;
            oauth.ClientMetadataDocumentUri = new(url);
        });
        var result = await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);

        TextOf(result).Should().Be("alice");
        var connection = (await server.ListAsync()).Should().ContainSingle().Subject.Connection!;
        connection.ClientId.Should().Be(url);
        connection.ClientHost.Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task A_client_that_the_operator_configured_connects_with_its_secret()
    {
        await using var server = await ConnectServer.StartAsync(options => options.ConfiguredClients.Add(new()
        {
            ClientId = "the-agent",
            ClientName = "The agent",
            ClientSecret = "a secret of the agent, which nobody guesses",
            RedirectUris = { OAuthClient.RedirectUri },
        }));
        using var browser = new ConsentBrowser("alice");

        await using var client = await ConnectAsync(server, browser, oauth =>
        {
            oauth.ClientId = "the-agent";
            oauth.ClientSecret = "a secret of the agent, which nobody guesses";
        });
        var result = await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);

        TextOf(result).Should().Be("alice");
        (await server.ListAsync()).Should().ContainSingle().Which.Connection!.ClientId.Should().Be("the-agent");
    }

    [Fact]
    public async Task A_client_steps_up_by_itself_when_a_tool_needs_more()
    {
        await using var server = await ConnectServer.StartAsync();
        using var browser = new ConsentBrowser("alice");

        await using var client = await ConnectAsync(server, browser);
        var before = (await server.ListAsync()).Single();
        var result = await client.CallToolAsync("write_tasks", cancellationToken: TestContext.Current.CancellationToken);

        TextOf(result).Should().Be("written");
        var after = (await server.ListAsync()).Should().ContainSingle().Subject;
        after.Id.Should().Be(before.Id);
        after.Scopes.Should().Contain("write:tasks").And.Contain(before.Scopes);
    }

    [Fact]
    public async Task A_client_whose_connection_was_ended_sends_its_user_to_consent_again()
    {
        await using var server = await ConnectServer.StartAsync();
        using var browser = new ConsentBrowser("alice");
        await using var client = await ConnectAsync(server, browser);
        await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);
        var first = (await server.ListAsync()).Single();

        await server.RevokeAsync(first.Id);
        var result = await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);

        TextOf(result).Should().Be("alice");
        (await server.ListAsync()).Should().HaveCount(2).And.ContainSingle(connection => connection.RevokedAt == null);
    }

    private static Task<McpClient> ConnectAsync(ConnectServer server, ConsentBrowser browser, Action<ClientOAuthOptions>? configure = null)
    {
        var oauth = new ClientOAuthOptions
        {
            RedirectUri = new(OAuthClient.RedirectUri),
            DynamicClientRegistration = new() { ClientName = "The SDK's client" },
            AuthorizationCallbackHandler = async (context, _) =>
            {
                var response = await browser.ApproveAsync(context.AuthorizationUri);
                return new() { Code = response.Code, State = response.State, Iss = response.Issuer };
            },
        };
        configure?.Invoke(oauth);
        return McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = new(server.Mcp), TransportMode = HttpTransportMode.StreamableHttp, OAuth = oauth }),
            new() { InitializationTimeout = Eventually.Deadline },
            cancellationToken: TestContext.Current.CancellationToken);
    }

    private static string TextOf(CallToolResult result) => result.Content.OfType<TextContentBlock>().Single().Text;
}
