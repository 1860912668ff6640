using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Events;

public sealed class WebhookTests : IDisposable
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryTokenStore _tokens = new();
    private readonly InMemoryUsageStore _usage;
    private readonly string _file = Path.GetTempFileName();

    public WebhookTests() => _usage = new(_tokens);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Each_kind_of_event_comes_signed_and_once_from_two_servers_on_one_store()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var first = await SendingToAsync(receiver);
        var second = await SendingToAsync(receiver);
        var token = await first.IssueAsync();
        var limited = await first.IssueAsync(days: 1, rateLimit: 1);
        var moved = await first.IssueAsync(days: 1);
        var busy = await first.IssueAsync(days: 1);
        var leaked = await first.IssueAsync(days: 1);
        var idle = await first.IssueAsync(days: 365);
        await _usage.AddAsync(
            new TokenUse { TokenId = moved.Token.Id, Requests = 1, Addresses = [SampleUsage.From("192.0.2.1", _time.GetUtcNow())] },
            new TokenUse { TokenId = busy.Token.Id, Requests = 0, Hours = [SampleUsage.Count(_time.GetUtcNow().AddDays(-1), null, UsageOutcome.Succeeded, 1)] });

        await second.ReportTokensAsync(leaked.Value);
        await first.ReportTokensAsync(leaked.Value);
        using var changed = await second.SendAsUserAsync(HttpMethod.Patch, $"/api/v2/tokens/{token.Token.Id}", """{"name":"renamed","scopes":["execute:mcp","read:tasks","write:agents"]}""");
        await second.Services.GetRequiredService<ApiTokenAdministration>().DenyScopeAsync(
            new() { Kind = TokenActorKind.Administrator, Id = "root" }, token.Token.Id, "write:agents", cancellationToken: TestContext.Current.CancellationToken);
        foreach (var server in new[] { first, second })
        {
            await UseAsync(server, limited, times: 3);
            await UseAsync(server, moved, times: 3);
            await UseAsync(server, busy, times: 60);
        }

        await ReceivedAfterAsync(receiver, TimeSpan.FromSeconds(10), ("token.unusual_use", busy));
        await ReceivedAfterAsync(receiver, TimeSpan.FromDays(24), ("token.expires_in_seven_days", token));
        await UseAsync(first, token, times: 1);
        await ReceivedAfterAsync(receiver, TimeSpan.FromDays(5.5), ("token.expires_in_one_day", token));
        await ReceivedAsync(receiver, ("token.expired_unused", idle));
        using var rotated = await second.SendAsUserAsync(HttpMethod.Post, $"/api/v2/tokens/{token.Token.Id}/rotate");
        await UseAsync(first, token, times: 3);
        await UseAsync(second, token, times: 3);
        await ReceivedAsync(receiver, ("token.former_credential_used", token));
        using var revoked = await second.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{token.Token.Id}");
        await UseAsync(first, token, times: 3);
        await UseAsync(second, token, times: 3);
        await first.DisposeAsync();
        await second.DisposeAsync();

        receiver.Deliveries.Select(delivery => (delivery.Type, delivery.TokenId)).Should().BeEquivalentTo(new[]
        {
            ("token.created", token), ("token.created", limited), ("token.created", moved), ("token.created", busy), ("token.created", idle), ("token.created", leaked),
            ("token.changed", token), ("token.scope_requested", token), ("token.scope_denied", token), ("token.expired_unused", idle), ("token.limited", limited), ("token.new_address", moved), ("token.unusual_use", busy),
            ("token.expires_in_seven_days", token), ("token.expires_in_one_day", token),
            ("token.rotated", token), ("token.former_credential_used", token), ("token.revoked", token), ("token.rejected", token), ("token.revoked", leaked), ("token.leaked", leaked),
        }.Select(told => (told.Item1, told.Item2.Token.Id)));
        receiver.Deliveries.Select(delivery => delivery.Type).Distinct().Should().HaveCount(Enum.GetValues<TokenEventKind>().Length);
        receiver.Deliveries.Select(delivery => delivery.Id).Should().OnlyHaveUniqueItems();
        receiver.Deliveries.Should().OnlyContain(delivery =>
            delivery.IsSignedWith(Secret) && delivery.ContentType == "application/json" && delivery.SentAt >= delivery.Json["timestamp"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task The_body_says_what_happened_when_and_to_which_token()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await SendingToAsync(receiver);
        var issued = await server.IssueAsync();
        await ReceivedAsync(receiver, ("token.created", issued));
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"/api/v2/tokens/{issued.Token.Id}");
        await ReceivedAsync(receiver, ("token.revoked", issued));
        await UseAsync(server, issued, times: 1);
        await ReceivedAsync(receiver, ("token.rejected", issued));

        receiver.Deliveries[0].Body.Should().Be(
            $$$"""{"type":"token.created","timestamp":"2026-11-23T12:00:00+00:00","data":{"token_id":"{{{issued.Token.Id}}}","token_name":"a token","owner_id":"alice","reason":null,"remote_address":null,"expires_at":"2026-12-23T12:00:00+00:00"}}""");
        receiver.Deliveries[2].Body.Should().Be(
            $$$"""{"type":"token.rejected","timestamp":"2026-11-23T12:00:00+00:00","data":{"token_id":"{{{issued.Token.Id}}}","token_name":"a token","owner_id":"alice","reason":"revoked","remote_address":"127.0.0.1","expires_at":"2026-12-23T12:00:00+00:00"}}""");
        receiver.Deliveries[0].SentAt.Should().Be(_time.GetUtcNow());
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_the_event_again_under_the_same_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync(500, 429);
        await using var server = await SendingToAsync(receiver);
        var issued = await server.IssueAsync();

        var deliveries = await Eventually.GetAsync(
            () => Task.FromResult(receiver.Deliveries), deliveries => deliveries.Count == 3, () => _time.Advance(TimeSpan.FromMilliseconds(100)));

        deliveries.Select(delivery => delivery.Id).Distinct().Should().ContainSingle();
        deliveries.Select(delivery => delivery.Body).Distinct().Should().ContainSingle();
        deliveries.Select(delivery => delivery.SentAt).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems("the receiver checks how old a message is");
        deliveries.Should().OnlyContain(delivery => delivery.IsSignedWith(Secret) && delivery.TokenId == issued.Token.Id);
        server.Log.Text.Should().Contain($"The webhook answered event {deliveries[0].Id} with 500.");
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_what_the_receiver_never_takes_is_given_up_for_the_next()
    {
        await using var receiver = await WebhookReceiver.StartAsync(307, 302, 301, 308);
        await using var server = await SendingToAsync(receiver);
        var lost = await server.IssueAsync();
        var next = await server.IssueAsync();

        await ReceivedAsync(receiver, ("token.created", next), () => _time.Advance(TimeSpan.FromSeconds(1)));

        receiver.Deliveries.Select(delivery => delivery.TokenId).Should().Equal([.. Enumerable.Repeat(lost.Token.Id, 4), next.Token.Id]);
        receiver.Deliveries.Should().OnlyContain(delivery => delivery.Path == "/hooks/a-secret-path");
        server.Log.Text.Should().Contain($"The webhook did not accept event {receiver.Deliveries[0].Id}. It is not sent again.");
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_tried_again_and_then_given_up()
    {
        var receiver = await WebhookReceiver.StartAsync();
        await using var server = await SendingToAsync(receiver);
        await receiver.DisposeAsync();
        await server.IssueAsync();

        await Eventually.GetAsync(
            () => Task.FromResult(server.Log.Text), text => text.Contains("It is not sent again", StringComparison.Ordinal), () => _time.Advance(TimeSpan.FromSeconds(1)));

        server.Log.Entries.Count(entry => entry.Message.Contains("to the webhook failed", StringComparison.Ordinal)).Should().Be(4);
    }

    [Fact]
    public async Task No_log_has_the_secret_the_address_or_a_token()
    {
        await using var receiver = await WebhookReceiver.StartAsync(500);
        await using var server = await SendingToAsync(receiver);
        var issued = await server.IssueAsync();
        await UseAsync(server, issued, times: 2);
        await Eventually.GetAsync(() => Task.FromResult(receiver.Deliveries.Count), count => count == 2, () => _time.Advance(TimeSpan.FromMilliseconds(100)));

        server.Log.Text.Should().Contain("The webhook answered event")
            .And.NotContain(Secret.Split('_')[1])
            .And.NotContain(issued.Value)
            .And.NotContain("a-secret-path").And.NotContain("a-secret-query");
        receiver.Deliveries.Should().NotContain(delivery => delivery.Body.Contains(issued.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("McpAuth:Webhook:Url", "McpAuth:Webhook:Secret")]
    [InlineData("MCP_WEBHOOK_URL", "MCP_WEBHOOK_SECRET_FILE")]
    public async Task The_settings_can_come_from_the_section_and_the_secret_from_a_file(string url, string secret)
    {
        await File.WriteAllTextAsync(_file, Secret + "\n");
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await Setup.StartAsync((url, receiver.Url), (secret, secret.EndsWith("FILE", StringComparison.Ordinal) ? _file : Secret));

        await ReceivedAsync(receiver, ("token.created", await server.IssueAsync()));

        receiver.Deliveries.Should().OnlyContain(delivery => delivery.IsSignedWith(Secret));
    }

    [Theory]
    [InlineData("http://hooks.example/tokens", Secret, "MCP_WEBHOOK_URL must be an absolute https address")]
    [InlineData("hooks.example/tokens", Secret, "MCP_WEBHOOK_URL must be an absolute https address")]
    [InlineData("https://user:password@hooks.example/tokens", Secret, "MCP_WEBHOOK_URL must be an absolute https address without user")]
    [InlineData("https://user@hooks.example/tokens", Secret, "MCP_WEBHOOK_URL must be an absolute https address")]
    [InlineData("https://hooks.example/tokens#here", Secret, "MCP_WEBHOOK_URL must be an absolute https address")]
    [InlineData("file:///etc/passwd", Secret, "MCP_WEBHOOK_URL must be an absolute https address")]
    [InlineData("ftp://127.0.0.1/tokens", Secret, "MCP_WEBHOOK_URL must be an absolute https address")]
    [InlineData("https://hooks.example/tokens", null, "openssl rand -base64 32")]
    [InlineData("https://hooks.example/tokens", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "MCP_WEBHOOK_SECRET is not 'whsec_'")]
    [InlineData("https://hooks.example/tokens", "whsec_MDEyMzQ1Njc4OWFiY2RlZg==", "24 to 64 bytes")]
    [InlineData("https://hooks.example/tokens", "whsec_not base64", "24 to 64 bytes")]
    public async Task Wrong_settings_stop_the_start_with_what_to_do(string url, string? secret, string message)
    {
        var start = () => Setup.StartAsync(("MCP_WEBHOOK_URL", url), ("MCP_WEBHOOK_SECRET", secret));

        var failure = (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message;
        failure.Should().Contain(message);
        failure.Should().NotContain("hooks.example", "an address can hold a secret").And.NotContain("MDEyMzQ1");
    }

    [Fact]
    public async Task A_secret_file_that_cannot_be_read_and_two_secrets_stop_the_start()
    {
        var missing = () => Setup.StartAsync(("MCP_WEBHOOK_URL", "https://hooks.example"), ("MCP_WEBHOOK_SECRET_FILE", _file + ".missing"));
        var both = () => Setup.StartAsync(("MCP_WEBHOOK_SECRET", Secret), ("MCP_WEBHOOK_SECRET_FILE", _file));

        (await missing.Should().ThrowAsync<OptionsValidationException>()).WithMessage("MCP_WEBHOOK_SECRET_FILE names the file*");
        (await both.Should().ThrowAsync<OptionsValidationException>()).WithMessage("Both MCP_WEBHOOK_SECRET and MCP_WEBHOOK_SECRET_FILE are set.*");
    }

    private McpTestServerOptions Setup => new McpTestServerOptions { Time = _time, Store = _tokens, Usage = _usage }.WithScanners();

    private Task<McpTestServer> SendingToAsync(WebhookReceiver receiver) =>
        Setup.StartAsync(
            ("MCP_WEBHOOK_URL", receiver.Url),
            ("MCP_WEBHOOK_SECRET", Secret),
            ("McpAuth:Tokens:ApprovalScopes", "write:agents"),
            ("McpAuth:Tokens:ExpireUnusedAfter", "29.00:00:00"));

    private static async Task UseAsync(McpTestServer server, IssuedToken issued, int times)
    {
        for (var request = 0; request < times; request++)
        {
            using var response = await server.ListToolsAsync(issued.Value);
        }
    }

    private Task ReceivedAfterAsync(WebhookReceiver receiver, TimeSpan time, (string Type, IssuedToken Token) awaited)
    {
        _time.Advance(time);
        return ReceivedAsync(receiver, awaited);
    }

    private static async Task ReceivedAsync(WebhookReceiver receiver, (string Type, IssuedToken Token) awaited, Action? meanwhile = null) =>
        await Eventually.GetAsync(
            () => Task.FromResult(receiver.Deliveries.Any(delivery => (delivery.Type, delivery.TokenId) == (awaited.Type, awaited.Token.Token.Id))),
            isThere => isThere,
            meanwhile);
}
