using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_list_is_the_owners_newest_first_with_its_whole_length()
    {
        await using var server = await Setup.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await server.IssueAsync()).Token.Id);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await server.IssueAsync(owner: "bob");

        (await ListAsync(server, "")).Should().BeEquivalentTo((ids, 5), strict => strict.WithStrictOrdering());
        (await ListAsync(server, "?skip=1&limit=2")).Should().BeEquivalentTo((ids[1..3], 5), strict => strict.WithStrictOrdering());
        (await ListAsync(server, "?skip=9")).Should().BeEquivalentTo((Array.Empty<string>(), 5));
    }

    [Fact]
    public async Task A_revocation_holds_on_the_next_request_and_can_be_repeated()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var first = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{issued.Token.Id}");
        using var used = await server.ListToolsAsync(issued.Value);
        using var second = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{issued.Token.Id}");
        using var got = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{issued.Token.Id}");

        first.StatusCode.Should().Be(HttpStatusCode.NoContent);
        used.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        second.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await got.Content.ReadAsStringAsync()).Should().Contain("\"is_active\":false");
    }

    [Fact]
    public async Task The_history_says_who_created_changed_rotated_and_revoked_a_token_and_when()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["tokens:rotate"]);
        var (id, address) = (issued.Token.Id, $"{TokensPath}/{issued.Token.Id}");
        _time.Advance(TimeSpan.FromMinutes(1));
        using var changed = await PatchAsync(server, id, """{"name":"renamed"}""");
        _time.Advance(TimeSpan.FromMinutes(1));
        using var rotatedItself = await RotateItselfAsync(server, issued.Value);
        _time.Advance(TimeSpan.FromMinutes(1));
        using var rotated = await RotateAsync(server, id);
        _time.Advance(TimeSpan.FromMinutes(1));
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, address);

        using var got = await server.SendAsUserAsync(HttpMethod.Get, address);
        using var listed = await server.SendAsUserAsync(HttpMethod.Get, TokensPath);

        var history = (await ReadAsync(got)).GetProperty("history").EnumerateArray()
            .Select(entry => (entry.GetProperty("action").GetString(), entry.GetProperty("at").GetDateTimeOffset(), entry.GetProperty("by").GetString()));
        history.Should().Equal(
            ("created", SampleTokens.Noon, "alice"),
            ("changed", SampleTokens.Noon.AddMinutes(1), "alice"),
            ("rotated", SampleTokens.Noon.AddMinutes(2), id),
            ("rotated", SampleTokens.Noon.AddMinutes(3), "alice"),
            ("revoked", SampleTokens.Noon.AddMinutes(4), "alice"));
        (await listed.Content.ReadAsStringAsync()).Should().NotContain("history");
    }

    [Fact]
    public async Task The_history_has_the_creation_and_the_last_19_lines_and_the_revocation_of_all()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        for (var change = 0; change < 25; change++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            using var changed = await PatchAsync(server, issued.Token.Id, $$"""{"rate_limit":{{change + 1}}}""");
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, TokensPath);

        using var got = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{issued.Token.Id}");

        var history = (await ReadAsync(got)).GetProperty("history").EnumerateArray().ToList();
        history.Select(entry => entry.GetProperty("action").GetString()).Should().Equal(["created", .. Enumerable.Repeat("changed", 19), "revoked"]);
        history[1].GetProperty("at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddMinutes(7));
        history[^1].GetProperty("at").GetDateTimeOffset().Should().Be(SampleTokens.Noon.AddMinutes(26));
        history[^1].GetProperty("by").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Another_users_token_is_not_found_and_not_touched(string method)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(owner: "bob");

        using var response = await server.SendAsUserAsync(new(method), $"{TokensPath}/{issued.Token.Id}");
        using var unknown = await server.SendAsUserAsync(new(method), $"{TokensPath}/tok_00000000000000000000000000000000");
        using var used = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).Should().Be(await unknown.Content.ReadAsStringAsync());
        used.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("tok_")]
    [InlineData("'; drop table mcp_tokens; --")]
    [InlineData("tok_%00")]
    [InlineData("%2e%2e%2f")]
    public async Task An_identifier_that_is_none_is_not_found(string id)
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{id}");

        ((int)response.StatusCode).Should().BeOneOf(400, 404);
    }

    private static async Task<(IReadOnlyList<string> Ids, int Total)> ListAsync(McpTestServer server, string query)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + query);
        var page = await ReadAsync(response);
        return (
            [.. page.GetProperty("data").EnumerateArray().Select(token => token.GetProperty("id").GetString()!)],
            page.GetProperty("total").GetInt32());
    }
}
