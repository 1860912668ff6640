using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>What the sinks are told of the life of a token.</summary>
public sealed class TokenEventTests : EventTest
{
    [Fact]
    public async Task The_life_of_a_token_is_told_with_its_owner_and_name()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var path = $"/api/v2/tokens/{issued.Token.Id}";
        using var changed = await server.SendAsUserAsync(HttpMethod.Patch, path, """{"name":"renamed"}""");
        using var rotated = await server.SendAsUserAsync(HttpMethod.Post, path + "/rotate");
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, path);
        using var again = await server.SendAsUserAsync(HttpMethod.Delete, path);

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Changed, TokenEventKind.Rotated, TokenEventKind.Revoked);
        Sink.Events.Should().OnlyContain(tokenEvent => tokenEvent.TokenId == issued.Token.Id && tokenEvent.OwnerId == "alice" && tokenEvent.OccurredAt == Time.GetUtcNow());
    }

    [Fact]
    public async Task Revoking_all_tells_of_each()
    {
        await using var server = await Setup.StartAsync();
        var tokens = new[] { await server.IssueAsync(), await server.IssueAsync() };

        using var response = await server.SendAsUserAsync(HttpMethod.Delete, "/api/v2/tokens");

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Revoked);
        Sink.Of(TokenEventKind.Revoked).Select(tokenEvent => tokenEvent.TokenId).Should().BeEquivalentTo(tokens.Select(token => token.Token.Id));
    }

    [Fact]
    public async Task The_log_has_every_event()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        await Eventually.GetAsync(() => Task.FromResult(server.Log.Text), text => text.Contains($"token.created: {issued.Token.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_reported_when_the_server_stops_is_told()
    {
        await using (var server = await Setup.StartAsync())
        {
            await server.IssueAsync();
        }

        Sink.Events.Should().ContainSingle(tokenEvent => tokenEvent.Kind == TokenEventKind.Created);
    }
}
