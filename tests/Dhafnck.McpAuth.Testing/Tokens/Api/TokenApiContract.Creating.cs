using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Testing.Hosting;

namespace Dhafnck.McpAuth.Testing.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_creation_answers_with_the_token_once_and_where_its_record_is()
    {
        _time.Advance(TimeSpan.FromMilliseconds(900));
        await using var server = await StartAsync();

        using var created = await server.SendAsUserAsync(HttpMethod.Post, Path + "/", """{"name":"MCP Client Token","scopes":["execute:mcp","read:tasks","read:tasks"]}""");
        var token = await ReadAsync(created);

        created.StatusCode.Should().Be(HttpStatusCode.Created);
        created.Headers.CacheControl!.NoStore.Should().BeTrue();
        created.Headers.Location!.OriginalString.Should().Be($"{Path}/{token.GetProperty("id").GetString()}");
        token.GetProperty("id").GetString().Should().MatchRegex("^tok_[0-9a-f]{32}$");
        token.GetProperty("name").GetString().Should().Be("MCP Client Token");
        Strings(token.GetProperty("scopes")).Should().Equal("execute:mcp", "read:tasks");
        token.GetProperty("audience").GetString().Should().Be("mcp-server");
        token.GetProperty("rate_limit").GetInt32().Should().Be(1000);
        token.GetProperty("created_at").GetDateTimeOffset().Should().Be(SampleTokens.Noon);
        token.GetProperty("expires_at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddDays(30));
        token.GetProperty("last_used_at").ValueKind.Should().Be(JsonValueKind.Null);
        token.GetProperty("usage_count").GetInt64().Should().Be(0);
        token.GetProperty("is_active").GetBoolean().Should().BeTrue();

        using var used = await server.ListToolsAsync(token.GetProperty("token").GetString());
        used.StatusCode.Should().Be(HttpStatusCode.OK);
        using var got = await server.SendAsUserAsync(HttpMethod.Get, created.Headers.Location.OriginalString);
        (await got.Content.ReadAsStringAsync()).Should().Contain("MCP Client Token").And.NotContain("\"token\"").And.NotContain("hash");
        using var listed = await server.SendAsUserAsync(HttpMethod.Get, Path);
        (await listed.Content.ReadAsStringAsync()).Should().Contain("MCP Client Token").And.NotContain("\"token\"").And.NotContain("hash");
    }

    [Fact]
    public async Task A_creation_can_ask_for_every_field()
    {
        await using var server = await StartAsync();

        using var created = await server.SendAsUserAsync(HttpMethod.Post, Path, """
            {"name":"Ganz für mich 🔑","scopes":["write:agents"],"expires_in_days":365,"rate_limit":1,"audience":"second","metadata":{"team":"größe","note":""}}
            """);
        var token = await ReadAsync(created);

        token.GetProperty("name").GetString().Should().Be("Ganz für mich 🔑");
        token.GetProperty("expires_at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddDays(365));
        token.GetProperty("rate_limit").GetInt32().Should().Be(1);
        token.GetProperty("audience").GetString().Should().Be("second");
        token.GetProperty("metadata").GetProperty("team").GetString().Should().Be("größe");
        token.GetProperty("metadata").GetProperty("note").GetString().Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":"","scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":" \u3000 ","scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":null,"scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":5,"scopes":["read:tasks"]}""", "name", "a string")]
    [InlineData("""{"name":"a\u0000b","scopes":["read:tasks"]}""", "name", "U+0000")]
    [InlineData("""{"name":"a\nb","scopes":["read:tasks"]}""", "name", "U+000A")]
    [InlineData("""{"name":"a\u202eb","scopes":["read:tasks"]}""", "name", "U+202E")]
    [InlineData("""{"name":"a\u2066b","scopes":["read:tasks"]}""", "name", "U+2066")]
    [InlineData("""{"name":"ad\u00admin","scopes":["read:tasks"]}""", "name", "U+00AD")]
    [InlineData("""{"name":"a\u200bb","scopes":["read:tasks"]}""", "name", "U+200B")]
    [InlineData("""{"name":"\u3164","scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":"a\u2028b","scopes":["read:tasks"]}""", "name", "U+2028")]
    [InlineData("""{"name":"t"}""", "scopes", "at least one")]
    [InlineData("""{"name":"t","scopes":[]}""", "scopes", "at least one")]
    [InlineData("""{"name":"t","scopes":null}""", "scopes", "at least one")]
    [InlineData("""{"name":"t","scopes":[null]}""", "scopes", "no scope")]
    [InlineData("""{"name":"t","scopes":"read:tasks"}""", "scopes", "an array of strings")]
    [InlineData("""{"name":"t","scopes":["read:tasks","delete:tasks"]}""", "scopes", "no scope 'delete:tasks'")]
    [InlineData("""{"name":"t","scopes":["READ:TASKS"]}""", "scopes", "no scope 'READ:TASKS'")]
    [InlineData("""{"name":"t","scopes":["read:tasks mcp:admin"]}""", "scopes", "no scope")]
    [InlineData("""{"name":"t","scopes":["mcp:admin"]}""", "scopes", "administrator")]
    [InlineData("""{"name":"t","scopes":["mcp:access"]}""", "scopes", "bring it along")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":0}""", "expires_in_days", "1 to 365")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":366}""", "expires_in_days", "1 to 365")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":-1}""", "expires_in_days", "1 to 365")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":1.5}""", "expires_in_days", "whole number")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":"30"}""", "expires_in_days", "whole number")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":99999999999999999999}""", "expires_in_days", "whole number")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"rate_limit":0}""", "rate_limit", "1 to 1000000")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"rate_limit":1000001}""", "rate_limit", "1 to 1000000")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"audience":"elsewhere"}""", "audience", "mcp-server, second")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"audience":""}""", "audience", "mcp-server, second")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"a":1}}""", "metadata.a", "strings")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"a":null}}""", "metadata", "must be a string")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"":"x"}}""", "metadata", "key")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"a":"\u0000"}}""", "metadata", "U+0000")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":[]}""", "metadata", "an object")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expire_in_days":3}""", "expire_in_days", "no such field")]
    [InlineData("""{"name":"t","name":"u","scopes":["read:tasks"]}""", "name", "twice")]
    [InlineData("""{"name":"t",""", "$", "well-formed")]
    [InlineData("nonsense", "$", "well-formed")]
    [InlineData("", "$", "well-formed")]
    [InlineData("null", "$", "a JSON object")]
    [InlineData("[]", "$", "a JSON object")]
    public async Task A_creation_with_bad_input_is_a_problem_that_names_the_field(string body, string field, string hint)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Post, Path, body);
        var problem = await ReadAsync(response);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.GetProperty("status").GetInt32().Should().Be(400);
        problem.GetProperty("errors").GetProperty(field)[0].GetString().Should().Contain(hint);
        (await CountAsync(server)).Should().Be(0);
    }

    [Fact]
    public async Task All_wrong_fields_are_named_together()
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Post, Path, """{"scopes":["x","mcp:admin"],"expires_in_days":0,"rate_limit":0}""");
        var problem = await ReadAsync(response);

        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Should().Equal("name", "scopes", "expires_in_days", "rate_limit");
        problem.GetProperty("errors").GetProperty("scopes").GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData(100, HttpStatusCode.Created)]
    [InlineData(101, HttpStatusCode.BadRequest)]
    public async Task A_name_has_at_most_100_characters_as_a_person_counts_them(int characters, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        var name = string.Concat(Enumerable.Repeat("👩‍🚀", characters));

        using var response = await server.SendAsUserAsync(HttpMethod.Post, Path, JsonSerializer.Serialize(new { name, scopes = new[] { "read:tasks" } }));

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task A_single_character_piled_high_with_accents_is_not_a_short_name()
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Post, Path, JsonSerializer.Serialize(new { name = "a" + new string('\u0301', 9000), scopes = new[] { "read:tasks" } }));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(4096 - 1, HttpStatusCode.Created)]
    [InlineData(4096, HttpStatusCode.BadRequest)]
    public async Task Metadata_has_at_most_4_KB(int length, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        var metadata = new { k = new string('x', length) };

        using var response = await server.SendAsUserAsync(HttpMethod.Post, Path, JsonSerializer.Serialize(new { name = "t", scopes = new[] { "read:tasks" }, metadata }));

        response.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(8_000)]
    public async Task A_body_of_more_than_64_KB_is_refused(int kilobytes)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Post, Path, $$"""{"name":"{{new string('x', kilobytes * 1024)}}"}""");

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().Contain("at most 64 KB");
    }

    [Fact]
    public async Task A_body_of_more_than_the_server_takes_is_refused_in_the_same_words()
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(new byte[40_000_000]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-User", "alice");
        request.Headers.ExpectContinue = true;

        // One that does not wait for the answer, however late it comes, may find the connection closed while it still sends.
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) }) { BaseAddress = server.Http.BaseAddress };
        using var response = await http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).Should().Contain("at most 64 KB");
    }

    [Fact]
    public async Task Deep_nesting_is_a_bad_request()
    {
        await using var server = await StartAsync();
        var body = "{\"metadata\":" + new string('[', 10_000) + new string(']', 10_000) + "}";

        using var response = await server.SendAsUserAsync(HttpMethod.Post, Path, body);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Another_content_type_is_refused_with_a_problem()
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent("name=t") };
        request.Headers.Add("X-User", "alice");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Content-Type: application/json");
    }

    private static async Task<int> CountAsync(McpTestServer server) =>
        (await server.Store.ListAsync(new() { OwnerId = "alice" })).Total;
}
