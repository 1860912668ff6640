using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Discovery;

/// <summary>What clients learn about the server (RFC 8414, OpenID Connect Discovery, RFC 9728).</summary>
public sealed class MetadataTests
{
    [Theory]
    [InlineData("/.well-known/oauth-authorization-server")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task The_metadata_has_what_clients_look_for(string path)
    {
        await using var server = await ConnectServer.StartAsync();

        var metadata = await GetAsync(server, path);

        metadata["issuer"]!.GetValue<string>().Should().Be(server.Address);
        metadata["authorization_endpoint"]!.GetValue<string>().Should().Be(server.Address + "/oauth/authorize");
        metadata["token_endpoint"]!.GetValue<string>().Should().Be(server.Address + "/oauth/token");
        metadata["revocation_endpoint"]!.GetValue<string>().Should().Be(server.Address + "/oauth/revoke");
        metadata["registration_endpoint"]!.GetValue<string>().Should().Be(server.Address + "/oauth/register");
        metadata["jwks_uri"]!.GetValue<string>().Should().Be(server.Address + "/oauth/jwks");
        Texts(metadata, "response_types_supported").Should().Equal("code");
        Texts(metadata, "grant_types_supported").Should().BeEquivalentTo("authorization_code", "refresh_token");
        Texts(metadata, "code_challenge_methods_supported").Should().Equal("S256");
        Texts(metadata, "token_endpoint_auth_methods_supported").Should().Contain(["none", "private_key_jwt"]);
        Texts(metadata, "scopes_supported").Should().Contain(["execute:mcp", "read:tasks", "write:tasks"]).And.NotContain(["mcp:admin", "tokens:rotate", "mcp:access"]);
        metadata["client_id_metadata_document_supported"]!.GetValue<bool>().Should().BeTrue();
        metadata["authorization_response_iss_parameter_supported"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task Settings_that_refuse_kinds_of_clients_show()
    {
        await using var server = await ConnectServer.StartAsync(options => options.Clients.Kinds = ClientKinds.Configured);

        var metadata = await GetAsync(server, "/.well-known/oauth-authorization-server");

        metadata["registration_endpoint"].Should().BeNull();
        metadata["client_id_metadata_document_supported"]!.GetValue<bool>().Should().BeFalse();
        using var register = await server.Http.PostAsJsonAsync("/oauth/register", new { }, TestContext.Current.CancellationToken);
        register.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_protected_resource_names_this_server_by_itself()
    {
        await using var server = await ConnectServer.StartAsync();

        var resource = await GetAsync(server, "/.well-known/oauth-protected-resource/mcp");

        resource["resource"]!.GetValue<string>().Should().Be(server.Mcp);
        Texts(resource, "authorization_servers").Should().Equal(server.Address);
    }

    [Theory]
    [InlineData("/.well-known/oauth-authorization-server/base")]
    [InlineData("/.well-known/openid-configuration/base")]
    [InlineData("/base/.well-known/openid-configuration")]
    [InlineData("/base/.well-known/oauth-authorization-server")]
    public async Task An_issuer_with_a_path_has_its_metadata_at_both_forms_of_the_path(string path)
    {
        await using var server = await ConnectServer.StartAsync(change: options => options.Settings["MCP_PUBLIC_URL"] += "/base");

        var metadata = await GetAsync(server, path);

        metadata["issuer"]!.GetValue<string>().Should().Be(server.Address + "/base");
        metadata["token_endpoint"]!.GetValue<string>().Should().Be(server.Address + "/base/oauth/token");
    }

    [Fact]
    public async Task The_host_in_a_request_changes_nothing()
    {
        await using var server = await ConnectServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/oauth-authorization-server") { Headers = { Host = "evil.example" } };

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(server.Address).And.NotContain("evil.example");
    }

    [Theory]
    [InlineData("/.well-known/oauth-authorization-server", "GET")]
    [InlineData("/.well-known/openid-configuration", "GET")]
    [InlineData("/oauth/token", "POST")]
    [InlineData("/oauth/revoke", "POST")]
    [InlineData("/oauth/register", "POST")]
    public async Task Clients_in_a_browser_may_use_what_needs_no_cookie(string path, string method)
    {
        await using var server = await ConnectServer.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, path)
        {
            Headers = { { "Origin", "https://inspector.example" }, { "Access-Control-Request-Method", method }, { "Access-Control-Request-Headers", "authorization, content-type" } },
        };

        using var allowed = await server.Http.SendAsync(preflight, TestContext.Current.CancellationToken);
        using var actual = await server.Http.SendAsync(new(new(method), path) { Headers = { { "Origin", "https://inspector.example" } } }, TestContext.Current.CancellationToken);

        allowed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        allowed.Headers.GetValues("Access-Control-Allow-Methods").Single().Should().Contain(method);
        actual.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
    }

    [Fact]
    public async Task No_other_site_reads_the_consent_page()
    {
        await using var server = await ConnectServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(server);
        using var browser = new ConsentBrowser("alice");

        using var page = await browser.OpenAsync(client.AuthorizationUrl());

        page.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
    }

    private static async Task<JsonNode> GetAsync(ConnectServer server, string path)
    {
        using var response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    private static IEnumerable<string> Texts(JsonNode document, string name) => document[name]!.AsArray().Select(item => item!.GetValue<string>());
}
