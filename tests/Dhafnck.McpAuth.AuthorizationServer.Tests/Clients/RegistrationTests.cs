using System.Net;
using System.Text.Json.Nodes;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Clients register themselves (RFC 7591), without secrets.</summary>
public sealed class RegistrationTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_client_gets_an_identifier_and_what_was_registered()
    {
        var server = shared.Server;

        var answer = await server.RegisterAsync("""
            {
              "client_name": "Sample client",
              "redirect_uris": ["http://127.0.0.1:33418/callback", "https://client.example/callback"],
              "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
              "response_types": ["code"],
              "token_endpoint_auth_method": "none",
              "scope": "read:tasks openid mcp:admin write:tasks",
              "logo_uri": "https://client.example/logo.png",
              "software_id": 7
            }
            """);

        answer.Status.Should().Be(HttpStatusCode.Created);
        answer.Json["client_id"]!.GetValue<string>().Should().MatchRegex("^reg_[0-9a-f]{48}$");
        answer.Json["client_id_issued_at"]!.GetValue<long>().Should().BeCloseTo(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 60);
        answer.Json["client_name"]!.GetValue<string>().Should().Be("Sample client");
        answer.Texts("redirect_uris").Should().Equal("http://127.0.0.1:33418/callback", "https://client.example/callback");
        answer.Texts("grant_types").Should().Equal("authorization_code", "refresh_token");
        answer.Texts("response_types").Should().Equal("code");
        answer.Json["token_endpoint_auth_method"]!.GetValue<string>().Should().Be("none");
        answer.Json["scope"]!.GetValue<string>().Should().Be("read:tasks write:tasks");
        answer.Json.Select(member => member.Key).Should().NotContain(["client_secret", "client_secret_expires_at", "logo_uri", "software_id"]);
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Theory]
    [InlineData("http://127.0.0.1:33418/callback", true)]
    [InlineData("http://127.0.0.1:51234/callback", true)]
    [InlineData("http://127.0.0.1:51234/other", false)]
    [InlineData("http://localhost:33418/callback", false)]
    [InlineData("https://client.example/callback", true)]
    [InlineData("https://client.example:8443/callback", false)]
    [InlineData("https://client.example/callback/", false)]
    [InlineData("cursor://anysphere.cursor-mcp/oauth/callback", true)]
    public async Task A_registered_client_reaches_the_user_with_its_redirect_URIs_alone(string redirectUri, bool isAccepted)
    {
        var server = shared.Server;
        var registered = await server.RegisterAsync(
            """{"client_name":"Sample client","redirect_uris":["http://127.0.0.1:33418/callback","https://client.example/callback","cursor://anysphere.cursor-mcp/oauth/callback"]}""");

        var answer = await server.AskAsync(registered.ClientId, redirectUri);

        answer.IsAccepted.Should().Be(isAccepted, "of {0}", answer.Text);
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    [InlineData(null)]
    public async Task A_client_that_asks_for_a_secret_becomes_a_public_one_and_is_told(string? method)
    {
        var server = shared.Server;

        var answer = await server.RegisterAsync(new JsonObject { ["redirect_uris"] = new JsonArray("http://127.0.0.1/callback"), ["token_endpoint_auth_method"] = method }.ToJsonString());

        answer.Status.Should().Be(HttpStatusCode.Created);
        answer.Json["token_endpoint_auth_method"]!.GetValue<string>().Should().Be("none");
        answer.Json.ContainsKey("client_secret").Should().BeFalse();
    }

    [Fact]
    public async Task A_client_can_register_public_keys()
    {
        var server = shared.Server;
        JsonObject ClientWith(JsonNode keys) => new()
        {
            ["redirect_uris"] = new JsonArray("https://client.example/callback"),
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["jwks"] = keys,
        };

        var registered = await server.RegisterAsync(ClientWith(DocumentKeysTests.Set(DocumentKeysTests.EcKey())).ToJsonString());
        var refused = await server.RegisterAsync(ClientWith(DocumentKeysTests.Set(DocumentKeysTests.EcKey(isPrivate: true))).ToJsonString());

        registered.Status.Should().Be(HttpStatusCode.Created);
        registered.Json["token_endpoint_auth_method"]!.GetValue<string>().Should().Be("private_key_jwt");
        refused.ShouldBe("invalid_client_metadata", "private or symmetric key");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"redirect_uris":[]}""")]
    [InlineData("""{"redirect_uris":[null]}""")]
    [InlineData("""{"redirect_uris":["callback"]}""")]
    [InlineData("""{"redirect_uris":["//attacker.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["http://attacker.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["http://127.0.0.1.attacker.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["http://localhost@attacker.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example@attacker.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example\\@attacker.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example/callback#part"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example/callback?iss=https://attacker.example"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example/\"><script>alert(1)</script>"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example/ callback"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example/\r\nSet-Cookie: a=b"]}""")]
    [InlineData("""{"redirect_uris":["https://cl\u0456ent.example/callback"]}""")]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""")]
    [InlineData("""{"redirect_uris":["data:text/html,hello"]}""")]
    [InlineData("""{"redirect_uris":["file:///etc/passwd"]}""")]
    [InlineData("""{"redirect_uris":["ms-settings:privacy"]}""")]
    [InlineData("""{"redirect_uris":["com.attacker.app:/callback"]}""")]
    [InlineData("""{"redirect_uris":["https://client.example/callback","http://attacker.example/callback"]}""")]
    public async Task A_wrong_redirect_URI_is_refused(string body)
    {
        var server = shared.Server;

        var answer = await server.RegisterAsync(body);

        answer.ShouldBe("invalid_redirect_uri", "redirect_uris");
        answer.Body.Should().NotContain("attacker").And.NotContain("alert");
    }

    [Fact]
    public async Task More_than_50_redirect_URIs_and_long_ones_are_refused()
    {
        var server = shared.Server;
        string ClientWith(IEnumerable<string> uris) => new JsonObject { ["redirect_uris"] = new JsonArray([.. uris.Select(uri => JsonValue.Create(uri))]) }.ToJsonString();

        (await server.RegisterAsync(ClientWith(Enumerable.Range(1, 51).Select(number => $"https://client.example/{number}")))).ShouldBe("invalid_redirect_uri", "1 to 50");
        (await server.RegisterAsync(ClientWith(["https://client.example/" + new string('a', 2000)]))).ShouldBe("invalid_redirect_uri", "2000 characters");
        (await server.RegisterAsync(ClientWith(Enumerable.Range(1, 50).Select(number => $"https://client.example/{number}")))).Status.Should().Be(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"grant_types":["client_credentials"]}""", "authorization_code")]
    [InlineData("""{"response_types":["token"]}""", "response_types must contain code")]
    [InlineData("""{"token_endpoint_auth_method":"client_secret_jwt"}""", "none or private_key_jwt")]
    [InlineData("""{"token_endpoint_auth_method":"private_key_jwt"}""", "public keys as jwks")]
    [InlineData("""{"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://127.0.0.1/keys"}""", "Register the keys themselves")]
    [InlineData("""{"client_name":["a"]}""", "wrong value for client_name")]
    [InlineData("""{"redirect_uris":"https://client.example/callback"}""", "wrong value for redirect_uris")]
    public async Task Wrong_metadata_is_refused_with_the_member_that_is_wrong(string change, string reason)
    {
        var server = shared.Server;
        var body = new JsonObject { ["redirect_uris"] = new JsonArray("https://client.example/callback") };
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        (await server.RegisterAsync(body.ToJsonString())).ShouldBe("invalid_client_metadata", reason);
    }

    [Theory]
    [InlineData("", "application/json", 400)]
    [InlineData("null", "application/json", 400)]
    [InlineData("{", "application/json", 400)]
    [InlineData("""{"redirect_uris":["https://client.example/"],"redirect_uris":["https://client.example/"]}""", "application/json", 400)]
    [InlineData("redirect_uris=https://client.example/", "application/x-www-form-urlencoded", 415)]
    [InlineData("""{"redirect_uris":["https://client.example/"]}""", "text/plain", 415)]
    public async Task What_is_no_JSON_object_is_refused(string body, string mediaType, int status)
    {
        var server = shared.Server;

        var answer = await server.RegisterAsync(body, mediaType);

        answer.Status.Should().Be((HttpStatusCode)status);
        answer.Json["error"]!.GetValue<string>().Should().Be("invalid_client_metadata");
    }

    [Fact]
    public async Task More_than_64_KB_are_not_read()
    {
        var server = shared.Server;
        const string Body = """{"redirect_uris":["https://client.example/callback"]}""";

        (await server.RegisterAsync(Body.PadRight((64 * 1024) + 1))).Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await server.RegisterAsync(Body.PadRight(64 * 1024))).Status.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Markup_and_invisible_characters_in_a_name_are_text()
    {
        var server = shared.Server;
        var registered = await server.RegisterAsync("""{"client_name":"<script>alert(1)</script>\u202e\r\n'\"","redirect_uris":["http://127.0.0.1/callback"]}""");

        var answer = await server.AskAsync(registered.ClientId);

        registered.Json["client_name"]!.GetValue<string>().Should().Be("<script>alert(1)</script> '\"");
        answer.ShouldBeAccepted("<script>alert(1)</script>");
        answer.Body.Should().NotContain("<script>alert");
        server.Log.Entries.Should().NotContain(entry => entry.Message.Contains("registered itself") && entry.Message.Contains('\n'));
    }

    [Fact]
    public async Task A_page_of_any_origin_can_register()
    {
        var server = shared.Server;
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/oauth/register");
        preflight.Headers.Add("Origin", "https://inspector.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using var allowed = await server.Http.SendAsync(preflight, TestContext.Current.CancellationToken);
        var registered = await server.RegisterAsync("""{"redirect_uris":["http://127.0.0.1/callback"]}""");

        allowed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        allowed.Headers.GetValues("Access-Control-Allow-Methods").Should().Equal("POST");
        registered.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
    }

    [Fact]
    public async Task Without_the_kind_nobody_can_register()
    {
        await using var server = await ClientServer.StartAsync(clients: clients => clients.Kinds = ClientKinds.Configured | ClientKinds.MetadataDocument);

        (await server.RegisterAsync("""{"redirect_uris":["http://127.0.0.1/callback"]}""")).Status.Should().Be(HttpStatusCode.NotFound);
    }
}
