using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>Which entity tags name the version that there is (RFC 9110 section 13.1.1).</summary>
public sealed class PreconditionTests(SharedServers servers) : TokenApiTests, IClassFixture<SharedServers>
{
    // What a token of version 1 may be called, as it comes back from a proxy or in a list; '|' stands between lines of the header.
    public static TheoryData<string> TagsOfVersion1 =>
    [
        "\"1\"",
        "W/\"1\"",
        "\"1-gzip\"",
        "W/\"1-br\"",
        "\"1--gzip\"",
        "*",
        "\"7\", \"1\"",
        "\"7\",W/\"1\" , \"x, y\"",
        "\"7\"|\"1\"",
        "\"x\", , |W/\"1\"",
    ];

    public static TheoryData<string> TagsOfOtherVersions =>
    [
        "\"2\"",
        "W/\"2\"",
        "\"x\"",
        "\"\"",
        "\"11\"",
        "\"01\"",
        "\"1-\"",
        "\"1-x\"",
        "\"1x\"",
        "\"-1\"",
        "\"2\", W/\"3\"|\"4-gzip\"",
    ];

    public static TheoryData<string> MalformedTags => ["1", "\"1", "null", "", "\"1\" \"2\"", "\"1\", 1", "\"1\"|1"];

    [Theory]
    [MemberData(nameof(TagsOfVersion1))]
    public async Task A_change_and_a_revocation_for_the_version_that_there_is_are_made(string tags)
    {
        var server = await servers.GetAsync("", () => Setup);
        var (changed, revoked) = (await server.IssueAsync(), await server.IssueAsync());

        using var change = await PatchAsync(server, changed.Token.Id, """{"name":"new"}""", tags.Split('|'));
        using var revocation = await RevokeAsync(server, revoked.Token.Id, tags.Split('|'));

        change.StatusCode.Should().Be(HttpStatusCode.OK);
        change.Headers.ETag!.ToString().Should().Be("\"2\"");
        revocation.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await server.Store.FindAsync(revoked.Token.Id))!.RevokedAt.Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(TagsOfOtherVersions))]
    public async Task A_change_and_a_revocation_for_another_version_get_412_and_are_not_made(string tags)
    {
        var server = await servers.GetAsync("", () => Setup);
        var issued = await server.IssueAsync();

        using var change = await PatchAsync(server, issued.Token.Id, """{"name":"new"}""", tags.Split('|'));
        using var revocation = await RevokeAsync(server, issued.Token.Id, tags.Split('|'));

        change.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        revocation.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        (await ReadAsync(revocation)).GetProperty("detail").GetString().Should().Contain("changed after its ETag was read");
        (await server.Store.FindAsync(issued.Token.Id))!.Version.Should().Be(1);
        (await server.ListToolsAsync(issued.Value)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(MalformedTags))]
    public async Task A_change_and_a_revocation_with_a_malformed_condition_get_400_and_are_not_made(string tags)
    {
        var server = await servers.GetAsync("", () => Setup);
        var issued = await server.IssueAsync();

        foreach (var response in new[] { await PatchAsync(server, issued.Token.Id, """{"name":"new"}""", tags.Split('|')), await RevokeAsync(server, issued.Token.Id, tags.Split('|')) })
        {
            response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            (await ReadAsync(response)).GetProperty("errors").GetProperty("If-Match")[0].GetString().Should().Contain("ETag");
        }

        (await server.Store.FindAsync(issued.Token.Id))!.Version.Should().Be(1);
    }
}
