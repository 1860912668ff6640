using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_connection_is_described_with_its_client_and_a_token_with_none()
    {
        await using var server = await Setup.StartAsync();
        var connection = await ConnectAsync(server, new() { ClientId = "https://client.example/mcp.json", ClientName = "<b>Client</b>", ClientHost = "client.example" });
        var registered = await ConnectAsync(server, new() { ClientId = "client-1", ClientName = "Registered" });
        var token = await server.IssueAsync();

        (await DescribeAsync(server, connection.Token.Id)).Should().Be("""connection {"client_id":"https://client.example/mcp.json","client_name":"\u003Cb\u003EClient\u003C/b\u003E","client_host":"client.example"}""");
        (await DescribeAsync(server, registered.Token.Id)).Should().Be("""connection {"client_id":"client-1","client_name":"Registered","client_host":null}""");
        (await DescribeAsync(server, token.Token.Id)).Should().Be("token null");
    }

    [Fact]
    public async Task A_list_can_be_of_connections_or_of_tokens()
    {
        await using var server = await Setup.StartAsync();
        var token = (await server.IssueAsync()).Token.Id;
        var connection = (await ConnectAsync(server)).Token.Id;

        (await ListAsync(server, "?kind=token")).Should().BeEquivalentTo((new[] { token }, 1));
        (await ListAsync(server, "?kind=connection")).Should().BeEquivalentTo((new[] { connection }, 1));
        (await ListAsync(server, "?kind=any")).Total.Should().Be(2);
        using var unknown = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + "?kind=client");
        unknown.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).Should().Contain("any, token, connection");
    }

    [Fact]
    public async Task A_connection_is_not_rotated_by_its_owner_and_its_access_token_stays_good()
    {
        await using var server = await Setup.StartAsync();
        var connection = await ConnectAsync(server);

        using var rotated = await RotateAsync(server, connection.Token.Id);

        rotated.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await rotated.Content.ReadAsStringAsync()).Should().Contain("renews its access token itself").And.NotContain("eyJ");
        using var used = await server.ListToolsAsync(connection.Value);
        used.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_connection_does_not_rotate_itself_even_with_the_scope_for_it()
    {
        await using var server = await Setup.StartAsync();
        var connection = await ConnectAsync(server, scopes: ["tokens:rotate", "execute:mcp"]);

        using var rotated = await RotateItselfAsync(server, connection.Value);

        rotated.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await server.Store.FindAsync(connection.Token.Id))!.Credential.Generation.Should().Be(1);
    }

    [Fact]
    public async Task A_connection_can_be_narrowed_limited_and_ended_and_keeps_its_client()
    {
        await using var server = await Setup.StartAsync();
        var connection = await ConnectAsync(server);

        using var narrowed = await PatchAsync(server, connection.Token.Id, """{"scopes":["execute:mcp"],"rate_limit":5}""");
        var record = await server.Store.FindAsync(connection.Token.Id);
        using var ended = await RevokeAsync(server, connection.Token.Id);
        using var used = await server.ListToolsAsync(connection.Value);

        narrowed.StatusCode.Should().Be(HttpStatusCode.OK);
        record.Should().BeEquivalentTo(new { Scopes = (string[])["execute:mcp"], RateLimit = 5, connection.Token.Connection });
        ended.StatusCode.Should().Be(HttpStatusCode.NoContent);
        used.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    /// <summary>Makes a token the record of a client, as the authorization server does.</summary>
    private static async Task<(ApiToken Token, string Value)> ConnectAsync(McpTestServer server, TokenConnection? client = null, string[]? scopes = null)
    {
        var issued = await server.IssueAsync(scopes);
        var token = issued.Token with { Connection = client ?? new() { ClientId = "client-1", ClientName = "A client" } };
        (await server.Store.TryUpdateAsync(token)).Should().BeTrue();
        return (token, issued.Value);
    }

    private static async Task<string> DescribeAsync(McpTestServer server, string id)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{id}");
        var token = await ReadAsync(response);
        return $"{token.GetProperty("kind").GetString()} {JsonSerializer.Serialize(token.GetProperty("connection"))}";
    }
}
