using System.Text.Json.Nodes;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>What a metadata document may say, and what it may not.</summary>
public sealed class DocumentContentTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("https://127.0.0.1/client.json", "no port")]
    [InlineData("https://claude.ai/oauth/mcp-oauth-client-metadata", "another client")]
    [InlineData("", "empty")]
    [InlineData(null, "none")]
    public async Task A_document_that_names_another_client_id_is_refused(string? clientId, string flaw)
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document => document["client_id"] = clientId));

        answer.ShouldBeRefused("client_id in the metadata document is not");
        answer.Text.Should().NotContain("Sample client", "of {0}", flaw);
    }

    [Theory]
    [InlineData("""{"client_secret":"s3cret"}""", "client_secret")]
    [InlineData("""{"client_secret_expires_at":0}""", "client_secret")]
    [InlineData("""{"token_endpoint_auth_method":"client_secret_post"}""", "must be none or private_key_jwt")]
    [InlineData("""{"token_endpoint_auth_method":"client_secret_jwt"}""", "must be none or private_key_jwt")]
    [InlineData("""{"token_endpoint_auth_method":"tls_client_auth"}""", "must be none or private_key_jwt")]
    [InlineData("""{"client_name":null}""", "no client_name")]
    [InlineData("""{"client_name":" \u202e\u200b\u3164 "}""", "no client_name")]
    [InlineData("""{"client_name":7}""", "wrong value for client_name")]
    [InlineData("""{"grant_types":["implicit"]}""", "do not contain authorization_code")]
    [InlineData("""{"response_types":["token"]}""", "do not contain code")]
    [InlineData("""{"redirect_uris":null}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":[]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":[null]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":"http://127.0.0.1/callback"}""", "wrong value for redirect_uris")]
    [InlineData("""{"redirect_uris":[{}]}""", "wrong value for redirect_uris")]
    [InlineData("""{"redirect_uris":["https://attacker.example/callback"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["https://sub.127.0.0.1/callback"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["https://127.0.0.1@attacker.example/callback"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["http://attacker.example/callback"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["http://localhost.attacker.example/callback"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["cursor://anysphere.cursor-mcp/oauth/callback"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["http://127.0.0.1/callback#part"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["http://127.0.0.1/callback?iss=https://attacker.example"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["http://127.0.0.1/<script>alert(1)</script>"]}""", "no redirect URI")]
    [InlineData("""{"redirect_uris":["/callback"]}""", "no redirect URI")]
    public async Task A_document_that_breaks_a_rule_is_refused_and_told_which(string change, string reason)
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            {
                document[name] = value?.DeepClone();
            }
        }));

        answer.ShouldBeRefused(reason);
        answer.Body.Should().NotContain("attacker").And.NotContain("<script>alert");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("<html></html>")]
    public async Task What_is_no_JSON_object_is_refused(string text)
    {
        var (host, server) = (shared.Host, shared.Server);

        (await server.AskAsync(host.Publish(host.NewPath(), text))).ShouldBeRefused("is not a JSON object");
    }

    [Fact]
    public async Task A_repeated_member_is_refused_because_parsers_differ_about_it()
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();
        var document = host.DocumentOf(path).ToJsonString();

        (await server.AskAsync(host.Publish(path, document[..^1] + ""","client_name":"Another"}"""))).ShouldBeRefused("unique members");
    }

    [Fact]
    public async Task Deep_JSON_is_refused()
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();
        var document = host.DocumentOf(path).ToJsonString();

        (await server.AskAsync(host.Publish(path, $"{document[..^1]},\"deep\":{new string('[', 30_000)}{new string(']', 30_000)}}}"))).ShouldBeRefused("is not a JSON object");
    }

    [Fact]
    public async Task More_than_50_redirect_URIs_are_refused()
    {
        var (host, server) = (shared.Host, shared.Server);
        string PublishWith(int count) => host.Publish(change: document =>
            document["redirect_uris"] = new JsonArray([.. Enumerable.Range(1, count).Select(number => JsonValue.Create($"http://127.0.0.1/callback/{number}"))]));

        (await server.AskAsync(PublishWith(51), "http://127.0.0.1/callback/1")).ShouldBeRefused("more than 50 redirect_uris");
        (await server.AskAsync(PublishWith(50), "http://127.0.0.1/callback/50")).ShouldBeAccepted("Sample client");
    }

    [Fact]
    public async Task Huge_arrays_and_unknown_members_of_any_type_are_skipped()
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            document["contacts"] = new JsonArray([.. Enumerable.Range(0, 5000).Select(number => JsonValue.Create(number))]);
            document["logo_uri"] = 7;
            document["software_statement"] = new JsonObject { ["a"] = true };
        }));

        answer.ShouldBeAccepted("Sample client");
    }

    [Fact]
    public async Task Markup_in_a_name_is_text()
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            document["client_name"] = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&";
            document["client_uri"] = "javascript:alert(3)";
            document["logo_uri"] = "https://attacker.example/logo.svg";
            document["tos_uri"] = "https://attacker.example/<b>";
        }));

        answer.ShouldBeAccepted("<script>alert(1)</script><img src=x onerror=alert(2)>");
        answer.Body.Should().NotContain("<script>alert").And.NotContain("<img src=x").And.NotContain("attacker.example").And.NotContain("alert(3)");
    }

    [Theory]
    [InlineData("Claude\u202Etxt", "Claudetxt")]
    [InlineData("Clau\u200Bde", "Claude")]
    [InlineData("  Claude\r\n\tCode\u2028 ", "Claude Code")]
    [InlineData("Claude\u0000\u001b[31m", "Claude [31m")]
    public async Task Invisible_and_control_characters_are_taken_out_of_a_name(string name, string shown)
    {
        var (host, server) = (shared.Host, shared.Server);

        (await server.AskAsync(host.Publish(change: document => document["client_name"] = name))).ShouldBeAccepted(shown);
    }

    [Fact]
    public async Task A_long_name_is_shortened_between_two_characters()
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document => document["client_name"] = new string('n', 98) + "👩‍🚀" + new string('m', 500)));

        answer.ShouldBeAccepted(new string('n', 98) + '…');
        answer.Text.Should().NotContain("mmm").And.NotContain("\uFFFD");
    }

    [Theory]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:51234/callback", true)]
    [InlineData("http://127.0.0.1:33418/", "http://127.0.0.1:51234/", true)]
    [InlineData("http://localhost:3000/callback", "http://localhost/callback", true)]
    [InlineData("http://localhost/callback", "http://127.0.0.1/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1/callback/", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1/Callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1/callback?next=1", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1/x/../callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1@attacker.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", "http://127.0.0.1:80@attacker.example/callback", false)]
    [InlineData("http://127.0.0.1/callback", "https://127.0.0.1/callback", false)]
    [InlineData("https://127.0.0.1/callback", "https://127.0.0.1/callback", true)]
    [InlineData("https://127.0.0.1/callback", "https://127.0.0.1:8443/callback", false)]
    public async Task A_redirect_URI_is_one_of_the_document_but_for_a_loopback_port(string published, string asked, bool isAccepted)
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document => document["redirect_uris"] = new JsonArray(published)), asked);

        answer.IsAccepted.Should().Be(isAccepted, "of {0}", answer.Text);
    }

    [Fact]
    public async Task A_redirect_URI_that_the_host_cannot_vouch_for_is_left_out()
    {
        var (host, server) = (shared.Host, shared.Server);
        var url = host.Publish(change: document => document["redirect_uris"] = new JsonArray("https://attacker.example/callback", "http://127.0.0.1/callback"));

        (await server.AskAsync(url, "https://attacker.example/callback")).IsAccepted.Should().BeFalse();
        (await server.AskAsync(url, "http://127.0.0.1/callback")).ShouldBeAccepted("Sample client");
    }
}
