using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_creation_answers_with_the_token_once_and_where_its_record_is()
    {
        _time.Advance(TimeSpan.FromMilliseconds(900));
        await using var server = await Setup.StartAsync();

        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath + "/", """{"name":"MCP Client Token","scopes":["execute:mcp","read:tasks","read:tasks"]}""");
        var token = await ReadAsync(created);

        created.StatusCode.Should().Be(HttpStatusCode.Created);
        created.Headers.CacheControl!.NoStore.Should().BeTrue();
        created.Headers.Location!.OriginalString.Should().Be($"{TokensPath}/{token.GetProperty("id").GetString()}");
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
        (await got.Content.ReadAsStringAsync()).Should().Contain("MCP Client Token").And.NotContain("\"token\":").And.NotContain("hash");
        using var listed = await server.SendAsUserAsync(HttpMethod.Get, TokensPath);
        (await listed.Content.ReadAsStringAsync()).Should().Contain("MCP Client Token").And.NotContain("\"token\":").And.NotContain("hash");
    }

    [Fact]
    public async Task A_creation_can_ask_for_every_field()
    {
        await using var server = await Setup.StartAsync();

        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """
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
    [InlineData(4096 - 1, HttpStatusCode.Created)]
    [InlineData(4096, HttpStatusCode.BadRequest)]
    public async Task Metadata_has_at_most_4_KB(int length, HttpStatusCode expected)
    {
        await using var server = await Setup.StartAsync();
        var metadata = new { k = new string('x', length) };

        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, JsonSerializer.Serialize(new { name = "t", scopes = new[] { "read:tasks" }, metadata }));

        response.StatusCode.Should().Be(expected);
    }
}
