using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_revocation_that_is_repeated_with_its_ETag_is_done_already()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var first = await RevokeAsync(server, issued.Token.Id, "\"1\"");
        using var second = await RevokeAsync(server, issued.Token.Id, "\"1\"");
        using var foreign = await RevokeAsync(server, "tok_00000000000000000000000000000000", "*");

        first.StatusCode.Should().Be(HttpStatusCode.NoContent);
        second.StatusCode.Should().Be(HttpStatusCode.NoContent);
        foreign.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await server.Store.FindAsync(issued.Token.Id))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task Of_a_change_and_a_revocation_at_the_same_time_for_the_same_version_one_is_made()
    {
        await using var server = await Setup.StartAsync();
        for (var round = 0; round < 10; round++)
        {
            var issued = await server.IssueAsync();

            var responses = await Task.WhenAll(PatchAsync(server, issued.Token.Id, """{"name":"new"}""", "\"1\""), RevokeAsync(server, issued.Token.Id, "\"1\""));

            responses.Should().ContainSingle(response => response.IsSuccessStatusCode);
            responses.Should().ContainSingle(response => response.StatusCode == HttpStatusCode.PreconditionFailed);
            (await server.Store.FindAsync(issued.Token.Id))!.Version.Should().Be(2);
        }
    }
}
