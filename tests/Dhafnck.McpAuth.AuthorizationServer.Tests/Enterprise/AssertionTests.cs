using System.Net;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Enterprise;

/// <summary>An enterprise's identity provider lets a client in on behalf of a user (MCP enterprise-managed authorization, ID-JAG).</summary>
public sealed class AssertionTests
{
    [Fact]
    public async Task A_client_gets_a_connection_of_the_user_without_asking_them_and_calls_a_tool()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();

        var answer = (await enterprise.ExchangeAsync(enterprise.Assert())).ShouldSucceed();

        answer.Text("token_type").Should().Be("Bearer");
        answer.Json["expires_in"]!.GetValue<long>().Should().BeInRange(3598, 3600);
        answer.Json["refresh_token"].Should().BeNull("the client gets new assertions instead");
        answer.Scopes.Should().BeEquivalentTo("execute:mcp", "read:tasks");
        var connection = (await enterprise.Server.ListAsync()).Should().ContainSingle().Subject;
        connection.Credential.Hash.Should().Be(TokenHash.Compute(answer.AccessToken));
        connection.Audience.Should().Be(enterprise.Server.Mcp);
        connection.Connection.Should().Be(new TokenConnection { ClientId = EnterpriseServer.ClientId, ClientName = "The editor" });
        connection.History.Should().ContainSingle().Which.By.Should().Be(enterprise.Provider.Address);
        using var called = await enterprise.Server.CallAsync(answer.AccessToken, "read_tasks");
        (await called.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("tasks");
    }

    [Fact]
    public async Task A_new_assertion_renews_the_connection_with_its_own_scopes()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        await enterprise.ExchangeAsync(enterprise.Assert());
        var before = (await enterprise.Server.ListAsync()).Single();

        var wider = (await enterprise.ExchangeAsync(enterprise.Assert(claims: ("scope", "execute:mcp write:tasks")))).ShouldSucceed();
        var narrower = (await enterprise.ExchangeAsync(enterprise.Assert(claims: ("scope", "execute:mcp")))).ShouldSucceed();

        wider.Scopes.Should().BeEquivalentTo("execute:mcp", "write:tasks");
        narrower.Scopes.Should().BeEquivalentTo("execute:mcp");
        var after = (await enterprise.Server.ListAsync()).Should().ContainSingle().Subject;
        after.Id.Should().Be(before.Id);
        after.Scopes.Should().BeEquivalentTo(["execute:mcp"], "the enterprise has taken the rest back");
    }

    [Fact]
    public async Task A_connection_that_the_user_granted_stays_what_it_is()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        var client = new OAuthClient(enterprise.Server, EnterpriseServer.ClientId);
        var code = await client.AskAsync("execute:mcp write:tasks");
        var granted = (await client.ExchangeAsync(code, ("client_secret", EnterpriseServer.ClientSecret))).ShouldSucceed();

        (await enterprise.ExchangeAsync(enterprise.Assert())).ShouldSucceed();

        (await enterprise.Server.ListAsync()).Should().HaveCount(2);
        (await client.RefreshAsync(granted.RefreshToken, ("client_secret", EnterpriseServer.ClientSecret))).ShouldSucceed().Scopes.Should().BeEquivalentTo("execute:mcp", "write:tasks");
    }

    [Fact]
    public async Task A_client_with_a_metadata_document_needs_no_configuration()
    {
        await using var documents = await DocumentHost.StartAsync();
        await using var enterprise = await EnterpriseServer.StartAsync(host: documents);
        var url = documents.Publish();

        var answer = await enterprise.ExchangeAsync(enterprise.Assert(claims: ("client_id", url)), ("client_id", url), ("client_secret", null));

        answer.ShouldSucceed();
        (await enterprise.Server.ListAsync()).Should().ContainSingle().Which.Connection!.ClientHost.Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task The_user_ends_the_connection_and_the_client_revokes_it()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        var first = (await enterprise.ExchangeAsync(enterprise.Assert())).ShouldSucceed();
        await enterprise.Server.RevokeAsync((await enterprise.Server.ListAsync()).Single().Id);
        var second = (await enterprise.ExchangeAsync(enterprise.Assert())).ShouldSucceed();

        (await enterprise.Server.PostFormAsync("/oauth/revoke", [("token", second.AccessToken), ("client_id", EnterpriseServer.ClientId), ("client_secret", EnterpriseServer.ClientSecret)])).Status
            .Should().Be(HttpStatusCode.OK);

        (await enterprise.Server.UseAsync(first.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        (await enterprise.Server.UseAsync(second.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_metadata_names_the_grant_and_its_profile_only_when_there_is_a_provider()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        await using var server = await ConnectServer.StartAsync();

        var with = await MetadataOf(enterprise.Server);
        var without = await MetadataOf(server);

        with["grant_types_supported"]!.AsArray().Select(grant => grant!.GetValue<string>()).Should().Contain(EnterpriseServer.GrantType);
        with["authorization_grant_profiles_supported"]!.AsArray().Select(profile => profile!.GetValue<string>()).Should().Equal("urn:ietf:params:oauth:grant-profile:id-jag");
        without["grant_types_supported"]!.AsArray().Select(grant => grant!.GetValue<string>()).Should().NotContain(EnterpriseServer.GrantType);
        without["authorization_grant_profiles_supported"].Should().BeNull();
    }

    [Theory]
    [InlineData("execute:mcp", "execute:mcp")]
    [InlineData("execute:mcp read:tasks write:tasks", "execute:mcp read:tasks")]
    [InlineData(null, "execute:mcp read:tasks")]
    public async Task A_client_gets_what_it_requests_and_the_provider_grants(string? requested, string granted)
    {
        await using var enterprise = await EnterpriseServer.StartAsync();

        (await enterprise.ExchangeAsync(enterprise.Assert(), ("scope", requested))).ShouldSucceed().Scopes.Should().BeEquivalentTo(granted.Split(' '));
    }

    [Fact]
    public async Task A_provider_grants_only_what_the_operator_allows_it()
    {
        await using var enterprise = await EnterpriseServer.StartAsync(options => options.Enterprise.Issuers[0].Scopes.Add("read:tasks"));

        (await enterprise.ExchangeAsync(enterprise.Assert())).ShouldSucceed().Scopes.Should().Equal("read:tasks");
        (await enterprise.ExchangeAsync(enterprise.Assert(claims: ("scope", "execute:mcp")))).ShouldBeRefused("invalid_scope");
    }

    [Fact]
    public async Task Nothing_secret_reaches_the_log()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        var assertion = enterprise.Assert();

        var answer = (await enterprise.ExchangeAsync(assertion)).ShouldSucceed();

        enterprise.Server.Log.Text.Should().NotContain(assertion).And.NotContain(answer.AccessToken);
    }

    [Fact]
    public async Task Without_somebody_who_knows_the_users_the_host_does_not_start()
    {
        var start = () => ConnectServer.StartAsync(options => options.Enterprise.Issuers.Add(new() { Issuer = "https://login.example.com" }));

        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("AddEnterpriseUsers");
    }

    [Theory]
    [InlineData("Issuer", "")]
    [InlineData("Issuer", "http://login.example.com")]
    [InlineData("JwksUri", "login.example.com/keys")]
    [InlineData("Scopes:0", "mcp:admin")]
    [InlineData("Scopes:0", "tokens:rotate")]
    [InlineData("Scope", "read:tasks")]
    public async Task A_wrong_provider_stops_the_host(string setting, string value)
    {
        var start = () => ConnectServer.StartAsync(change: options =>
        {
            options.Settings["McpAuthorizationServer:Enterprise:Issuers:0:Issuer"] = "https://login.example.com";
            options.Settings["McpAuthorizationServer:Enterprise:Issuers:0:" + setting] = value;
        });

        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("McpAuthorizationServer").And.NotContain("AddEnterpriseUsers");
    }

    private static async Task<JsonNode> MetadataOf(ConnectServer server) =>
        JsonNode.Parse(await server.Http.GetStringAsync("/.well-known/oauth-authorization-server", TestContext.Current.CancellationToken))!;
}
