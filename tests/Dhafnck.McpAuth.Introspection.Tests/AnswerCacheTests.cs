using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>For how long an answer is used, and how often the issuer is asked.</summary>
public sealed class AnswerCacheTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_answer_is_used_for_a_minute_and_a_revocation_holds_from_then_on()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active());
        await using var server = await _time.IntrospectAsync(endpoint);
        (await server.WhoAsync("opaque")).Should().StartWith("ada");
        endpoint.Says("""{"active":false}""");

        _time.Advance(TimeSpan.FromSeconds(59));
        (await server.WhoAsync("opaque")).Should().StartWith("ada");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await server.WhoAsync("opaque")).Should().Be("401");
    }

    [Fact]
    public async Task A_refusal_is_used_for_a_minute_too()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says("""{"active":false}""");
        await using var server = await _time.IntrospectAsync(endpoint);
        (await server.WhoAsync("opaque")).Should().Be("401");
        endpoint.Says(Active());

        (await server.WhoAsync("opaque")).Should().Be("401");
        endpoint.Questions.Should().ContainSingle();
        _time.Advance(TimeSpan.FromSeconds(60));
        (await server.WhoAsync("opaque")).Should().StartWith("ada");
    }

    [Fact]
    public async Task An_answer_is_not_used_after_the_token_has_expired()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active(expiresIn: 10));
        await using var server = await _time.IntrospectAsync(endpoint);
        (await server.WhoAsync("opaque")).Should().StartWith("ada");

        _time.Advance(TimeSpan.FromSeconds(10));

        (await server.WhoAsync("opaque")).Should().Be("401");
        endpoint.Questions.Should().HaveCount(2, "the issuer is asked again, and says that it has expired");
    }

    [Fact]
    public async Task A_token_whose_life_the_issuer_prolongs_is_accepted_as_soon_as_the_first_one_ends()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active(expiresIn: 10));
        await using var server = await _time.IntrospectAsync(endpoint);
        (await server.WhoAsync("opaque")).Should().StartWith("ada");
        endpoint.Says(Active(expiresIn: 3600));

        _time.Advance(TimeSpan.FromSeconds(10));

        (await server.WhoAsync("opaque")).Should().StartWith("ada");
    }

    [Fact]
    public async Task An_answer_that_was_on_its_way_for_long_is_used_from_the_question_on()
    {
        var release = new TaskCompletionSource();
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.SaysAfter(release.Task, Active());
        await using var server = await _time.IntrospectAsync(endpoint);
        var first = server.WhoAsync("opaque");
        await Eventually.IsSoAsync(() => !endpoint.Questions.IsEmpty);
        _time.Advance(TimeSpan.FromSeconds(4));
        release.SetResult();
        (await first).Should().StartWith("ada");
        endpoint.Says("""{"active":false}""");

        _time.Advance(TimeSpan.FromSeconds(55));
        (await server.WhoAsync("opaque")).Should().StartWith("ada");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await server.WhoAsync("opaque")).Should().Be("401", "a minute has passed since the question");
    }

    [Fact]
    public async Task Made_up_tokens_leave_the_room_of_those_in_use()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says("""{"active":false}""");
        await using var server = await _time.IntrospectAsync(endpoint, options => options.MaximumCachedTokens = 1);
        (await server.WhoAsync("made-up")).Should().Be("401");
        endpoint.Says(Active());
        (await server.WhoAsync("opaque")).Should().StartWith("ada");

        (await server.WhoAsync("opaque")).Should().StartWith("ada");

        endpoint.Questions.Should().HaveCount(2, "the answer about the token in use is cached");
    }

    [Fact]
    public async Task Many_new_tokens_at_once_do_not_flood_the_issuer()
    {
        var release = new TaskCompletionSource();
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.SaysAfter(release.Task, Active());
        await using var server = await _time.IntrospectAsync(endpoint, options => options.Timeout = TimeSpan.FromSeconds(30));

        var requests = Enumerable.Range(0, 200).Select(token => server.WhoAsync($"opaque-{token}")).ToList();
        await Eventually.IsSoAsync(() => endpoint.Questions.Count >= 64);

        // What is asked beyond the limit would have come by now: the server has all requests.
        (await server.WhoAsync((await server.IssueAsync()).Value)).Should().EndWith("by jwt");
        endpoint.Questions.Should().HaveCount(64);
        release.SetResult();
        (await Task.WhenAll(requests)).Should().OnlyContain(who => who.StartsWith("ada"));
        endpoint.Questions.Should().HaveCount(200);
    }

    [Fact]
    public async Task Without_a_duration_each_request_asks()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active());
        await using var server = await _time.IntrospectAsync(endpoint, options => options.CacheDuration = TimeSpan.Zero);

        await server.WhoAsync("opaque");
        await server.WhoAsync("opaque");

        endpoint.Questions.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_thousand_requests_with_one_new_token_ask_once()
    {
        var release = new TaskCompletionSource();
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.SaysAfter(release.Task, Active());
        await using var server = await _time.IntrospectAsync(endpoint);

        var requests = Enumerable.Range(0, 1000).Select(_ => server.WhoAsync("opaque")).ToList();
        await Eventually.IsSoAsync(() => !endpoint.Questions.IsEmpty);
        release.SetResult();

        (await Task.WhenAll(requests)).Should().OnlyContain(who => who.StartsWith("ada"));
        endpoint.Questions.Should().ContainSingle();
    }

    [Fact]
    public async Task A_client_that_gives_up_does_not_end_the_question_for_the_others()
    {
        var release = new TaskCompletionSource();
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.SaysAfter(release.Task, Active());
        await using var server = await _time.IntrospectAsync(endpoint);
        using var impatient = new CancellationTokenSource();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, "opaque");
        var first = server.Http.SendAsync(request, impatient.Token);
        await Eventually.IsSoAsync(() => !endpoint.Questions.IsEmpty);

        var second = server.WhoAsync("opaque");
        await impatient.CancelAsync();
        await first.Awaiting(sent => sent).Should().ThrowAsync<OperationCanceledException>();
        release.SetResult();

        (await second).Should().StartWith("ada");
        endpoint.Questions.Should().ContainSingle();
    }

    [Fact]
    public async Task While_the_issuer_is_away_known_tokens_are_accepted_and_others_get_503()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active());
        await using var server = await _time.IntrospectAsync(endpoint);
        await server.WhoAsync("known");
        endpoint.Says("", StatusCodes.Status502BadGateway);

        (await server.WhoAsync("known")).Should().StartWith("ada");
        (await server.WhoAsync("new")).Should().Be("503");
        (await server.WhoAsync("new")).Should().Be("503", "an outage is not cached");
        _time.Advance(TimeSpan.FromSeconds(60));
        (await server.WhoAsync("known")).Should().Be("503", "an old answer is not used");
        (await server.WhoAsync((await server.IssueAsync()).Value)).Should().EndWith("by jwt");
        endpoint.Says(Active());
        (await server.WhoAsync("new")).Should().StartWith("ada");

        server.Log.Entries.Count(entry => entry.Message.StartsWith("The issuer https://login.example.com gives no answer")).Should().Be(1);
        server.Log.Text.Should().Contain("The issuer https://login.example.com answers again");
    }

    private string Active(int expiresIn = 3600) =>
        $$"""{"active":true,"sub":"ada","aud":"{{IntrospectionServer.Audience}}","scope":"execute:mcp","exp":{{_time.GetUtcNow().AddSeconds(expiresIn).ToUnixTimeSeconds()}}}""";
}
