using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_change_holds_for_the_same_token_string_on_its_next_request()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["execute:mcp", "write:tasks"]);

        using var response = await PatchAsync(server, issued.Token.Id, """{"name":"Narrower","scopes":["execute:mcp","read:tasks"],"rate_limit":5}""");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Narrower").And.Contain("\"rate_limit\":5").And.NotContain("\"token\":");
        (await server.CallToolAsync(issued.Value, "read_tasks")).Should().Contain("tasks");
        (await server.CallToolAsync(issued.Value, "write_tasks")).Should().Contain("lacks a scope");
    }

    [Fact]
    public async Task A_merge_patch_leaves_what_it_does_not_name_and_removes_what_it_nulls()
    {
        await using var server = await Setup.StartAsync();
        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["read:tasks"],"rate_limit":7,"allowed_addresses":["192.0.2.1"],"metadata":{"a":"1","b":"2"}}""");
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;

        using var response = await PatchAsync(server, id, """{"allowed_addresses":null,"metadata":{"a":null,"c":"3"}}""");
        var token = await ReadAsync(response);

        token.GetProperty("name").GetString().Should().Be("t");
        token.GetProperty("rate_limit").GetInt32().Should().Be(7);
        token.GetProperty("allowed_addresses").GetArrayLength().Should().Be(0);
        token.GetProperty("metadata").EnumerateObject().Select(note => $"{note.Name}={note.Value}").Should().BeEquivalentTo("b=2", "c=3");
    }

    [Fact]
    public async Task A_merge_patch_resets_with_null_what_has_a_default()
    {
        await using var server = await Setup.StartAsync();
        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["read:tasks"],"rate_limit":7,"metadata":{"a":"1","b":"2"}}""");
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;

        using var response = await PatchAsync(server, id, """{"rate_limit":null,"metadata":null}""");
        var token = await ReadAsync(response);

        token.GetProperty("rate_limit").GetInt32().Should().Be(1000);
        token.GetProperty("metadata").EnumerateObject().Should().BeEmpty();
    }

    [Fact]
    public async Task An_ETag_that_is_out_of_date_loses_and_using_a_token_changes_none()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var path = $"{TokensPath}/{issued.Token.Id}";
        using var before = await server.SendAsUserAsync(HttpMethod.Get, path);
        await server.Usage.AddAsync(SampleUsage.Of(issued.Token.Id, 3, issued.Token.CreatedAt));
        using var after = await server.SendAsUserAsync(HttpMethod.Get, path);

        using var first = await PatchAsync(server, issued.Token.Id, """{"name":"first"}""", before.Headers.ETag!.ToString());
        using var second = await PatchAsync(server, issued.Token.Id, """{"name":"second"}""", before.Headers.ETag!.ToString());
        using var foreign = await PatchAsync(server, issued.Token.Id, """{"name":"third"}""", "\"x\"");

        after.Headers.ETag.Should().Be(before.Headers.ETag);
        first.StatusCode.Should().Be(HttpStatusCode.OK);
        first.Headers.ETag.Should().NotBe(before.Headers.ETag);
        second.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        foreign.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        (await server.Store.FindAsync(issued.Token.Id))!.Name.Should().Be("first");
    }

    [Fact]
    public async Task Of_64_parallel_changes_with_the_same_ETag_one_wins()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => PatchAsync(server, issued.Token.Id, $$"""{"name":"change {{number}}"}""", "\"1\"")));

        responses.Count(response => response.StatusCode == HttpStatusCode.OK).Should().Be(1);
        responses.Count(response => response.StatusCode == HttpStatusCode.PreconditionFailed).Should().Be(63);
        (await server.Store.FindAsync(issued.Token.Id))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task Parallel_changes_without_an_ETag_are_all_made()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => PatchAsync(server, issued.Token.Id, $$$"""{"metadata":{"k{{{number}}}":"x"}}""")));

        responses.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
        (await server.Store.FindAsync(issued.Token.Id))!.Metadata.Should().HaveCount(16);
    }

    [Fact]
    public async Task A_change_leaves_a_revoked_token_as_it_is_and_does_not_find_anothers()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var foreign = await server.SendAsUserAsync(HttpMethod.Patch, $"{TokensPath}/{issued.Token.Id}", """{"name":"x"}""", "bob");
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{issued.Token.Id}");

        using var response = await PatchAsync(server, issued.Token.Id, """{"name":"x"}""");

        foreign.StatusCode.Should().Be(HttpStatusCode.NotFound);
        response.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }
}
