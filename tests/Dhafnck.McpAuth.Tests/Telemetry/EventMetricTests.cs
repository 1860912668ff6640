using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.Tests.Bearer;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>Events that reach a sink and those that do not, and requests that stay open.</summary>
public sealed class EventMetricTests
{
    private const string Sent = "mcp_auth.events.sent";
    private const string Dropped = "mcp_auth.events.dropped";

    [Fact]
    public async Task An_event_is_sent_to_each_sink_that_has_somewhere_to_send_it()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Auth = auth => auth.AddTokenEventSink<OwnSink>());
        using var metrics = CollectedMetrics.Of(server);

        await server.IssueAsync();

        await metrics.SumsToAsync(2, Sent, ("mcp_auth.event.kind", "token.created"));
        metrics.Of(Sent).Select(sent => sent.Tags["mcp_auth.event.sink"]).Should().BeEquivalentTo(["LoggingTokenEventSink", nameof(OwnSink)], "the webhook has no address");
    }

    [Fact]
    public async Task An_event_that_a_sink_cannot_handle_is_dropped()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Auth = auth => auth.AddTokenEventSink<FailingSink>());
        using var metrics = CollectedMetrics.Of(server);

        await server.IssueAsync();

        await metrics.SumsToAsync(1, Dropped, ("mcp_auth.event.kind", "token.created"), ("mcp_auth.reason", "sink_failed"));
        metrics.Sum(Sent, ("mcp_auth.event.sink", nameof(FailingSink))).Should().Be(0);
    }

    [Fact]
    public async Task A_stream_is_an_open_use_until_its_token_ends_it()
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = HttpServerSessionMode.Stateful);
        using var metrics = CollectedMetrics.Of(server);
        var issued = await server.IssueAsync();
        using var begun = await server.Http.SendAsync(
            RawHttp.Post("/mcp", """{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}},"id":1}""", issued.Value),
            TestContext.Current.CancellationToken);
        using var stream = await OpenStream.GetAsync(server, "/mcp", issued.Value, begun.Headers.GetValues("Mcp-Session-Id").Single());

        await Eventually.GetAsync(() => Task.FromResult(metrics.Read("mcp_auth.open_use.count")), count => count == 1);
        await metrics.SumsToAsync(2, "mcp_auth.requests", ("mcp_auth.outcome", "succeeded"));
        await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id, cancellationToken: TestContext.Current.CancellationToken);
        await stream.EndsAsync();

        await metrics.SumsToAsync(1, "mcp_auth.open_use.ended");
        metrics.Read("mcp_auth.open_use.count").Should().Be(0);
        metrics.Sum("mcp_auth.requests").Should().Be(2, "the stream was counted when it began");
    }

    private sealed class OwnSink : ITokenEventSink
    {
        public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class FailingSink : ITokenEventSink
    {
        public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default) => throw new InvalidOperationException("cannot");
    }
}
