using System.Net;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>What the sinks are told of tokens that are refused, and how often.</summary>
public sealed class RejectionEventTests : EventTest
{
    [Fact]
    public async Task A_refused_token_is_told_with_the_reason_and_address_once_an_hour()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");
        for (var i = 0; i < 20; i++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
        }

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected);
        var rejected = Sink.Of(TokenEventKind.Rejected).Single();
        rejected.Reason.Should().Be("revoked");
        rejected.RemoteAddress.Should().Be(IPAddress.Loopback);

        Time.Advance(TimeSpan.FromHours(1));
        using var later = await server.ListToolsAsync(issued.Value);
        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected, TokenEventKind.Rejected);
    }

    [Fact]
    public async Task The_use_of_a_former_credential_is_told_as_what_it_is()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var rotated = await server.SendAsUserAsync(HttpMethod.Post, $"/api/v2/tokens/{issued.Token.Id}/rotate");

        using var response = await server.ListToolsAsync(issued.Value);

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Rotated, TokenEventKind.FormerCredentialUsed);
    }

    [Fact]
    public async Task A_token_that_nobody_has_proven_to_be_genuine_is_not_told_of()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var forged = await server.ListToolsAsync(issued.Value[..^3] + "AAA");
        using var nonsense = await server.ListToolsAsync("nonsense");
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked);
    }

    [Fact]
    public async Task Of_tokens_without_a_record_a_hundred_an_hour_are_told_of()
    {
        await using var server = await Setup.StartAsync();
        await using var other = await McpTestServer.StartAsync(options => options.Time = Time);
        var unknown = new List<string>();
        for (var i = 0; i < 101; i++)
        {
            unknown.Add((await other.IssueAsync(owner: $"owner-{i}")).Value);
        }

        // The first one comes three times, and counts once.
        foreach (var token in unknown.Take(1).Concat(unknown.Take(1)).Concat(unknown))
        {
            using var response = await server.ListToolsAsync(token);
        }

        await server.IssueAsync();
        await Eventually.GetAsync(() => Task.FromResult(Sink.Of(TokenEventKind.Created).Count), count => count == 1);
        Sink.Of(TokenEventKind.Rejected).Should().HaveCount(100).And.OnlyContain(tokenEvent => tokenEvent.Reason == "not_found");
        Time.Advance(TimeSpan.FromHours(1));
        using var later = await server.ListToolsAsync(unknown[^1]);
        await Eventually.GetAsync(() => Task.FromResult(Sink.Of(TokenEventKind.Rejected).Count), count => count == 101);
    }

    [Fact]
    public async Task A_token_that_expired_and_has_no_record_any_longer_is_not_told_of()
    {
        await using var server = await Setup.StartAsync();
        await using var other = await McpTestServer.StartAsync(options => options.Time = Time);
        var issued = await other.IssueAsync(days: 1);
        Time.Advance(TimeSpan.FromDays(1));

        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        await server.IssueAsync();
        await Sink.ReceivedAsync(TokenEventKind.Created);
    }

    [Fact]
    public async Task A_token_at_its_limit_is_told_of()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(rateLimit: 1);
        for (var i = 0; i < 3; i++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
        }

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Limited);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_silence_the_next_hour()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");
        using var first = await server.ListToolsAsync(issued.Value);
        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected);

        Time.AdjustTime(Time.GetUtcNow().AddHours(-2));
        using var later = await server.ListToolsAsync(issued.Value);

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Revoked, TokenEventKind.Rejected, TokenEventKind.Rejected);
    }

    [Fact]
    public async Task Among_the_processes_of_a_store_one_tells()
    {
        await using var first = await Setup.StartAsync();
        await using var second = await Setup.StartAsync();
        var issued = await first.IssueAsync();
        using var revoked = await first.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");

        using var here = await first.ListToolsAsync(issued.Value);
        using var there = await second.ListToolsAsync(issued.Value);
        var last = await second.IssueAsync();

        await Eventually.GetAsync(() => Task.FromResult(Sink.Of(TokenEventKind.Created).Count), count => count == 2);
        await Eventually.GetAsync(() => Task.FromResult(Sink.Of(TokenEventKind.Rejected).Count), count => count == 1);
    }
}
