using System.Collections.Concurrent;
using Dhafnck.McpAuth.Alerts;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>A process whose host does not run, such as a command, delivers its events before it ends.</summary>
public sealed class EventDeliveryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_was_reported_reaches_the_sinks()
    {
        var sink = new Sink();
        await using var app = Build(sink);
        var token = await CreateAsync(app);

        var isDelivered = await app.Services.GetRequiredService<TokenEventDelivery>().DeliverAsync(Patience, TestContext.Current.CancellationToken);

        isDelivered.Should().BeTrue();
        sink.Events.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = TokenEventKind.Created, TokenId = token.Id, OwnerId = "alice", TokenName = "t" });
    }

    [Fact]
    public async Task A_sink_that_does_not_return_is_given_up()
    {
        var sink = new Sink { Hang = new TaskCompletionSource().Task };
        await using var app = Build(sink);
        await CreateAsync(app);

        var isDelivered = await app.Services.GetRequiredService<TokenEventDelivery>().DeliverAsync(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);

        isDelivered.Should().BeFalse();
    }

    [Fact]
    public async Task An_event_that_a_sink_refuses_is_not_delivered()
    {
        await using var app = Build(new Sink { Hang = Task.FromException(new HttpRequestException("refused")) });
        await CreateAsync(app);

        var isDelivered = await app.Services.GetRequiredService<TokenEventDelivery>().DeliverAsync(Patience, TestContext.Current.CancellationToken);

        isDelivered.Should().BeFalse();
    }

    [Fact]
    public async Task A_host_that_runs_delivers_its_events_itself()
    {
        await using var server = await new McpTestServerOptions().StartAsync();

        var delivering = () => server.Services.GetRequiredService<TokenEventDelivery>().DeliverAsync(Patience, TestContext.Current.CancellationToken);

        await delivering.Should().ThrowAsync<InvalidOperationException>();
    }

    private static WebApplication Build(Sink sink)
    {
        var builder = LoopbackApplication.CreateBuilder();
        builder.Configuration["JWT_SECRET_KEY"] = McpTestServer.SecretKey;
        builder.AddMcpAuth().Services.AddSingleton<ITokenEventSink>(sink);
        return builder.Build();
    }

    private static async Task<ApiToken> CreateAsync(WebApplication app)
    {
        var request = new NewApiToken { Name = "t", Scopes = ["read:tasks"] };
        return (await app.Services.GetRequiredService<ApiTokenService>().CreateAsync("alice", request, cancellationToken: TestContext.Current.CancellationToken)).Token!;
    }

    private sealed class Sink : ITokenEventSink
    {
        private readonly ConcurrentQueue<TokenEvent> _events = [];

        public Task Hang { get; init; } = Task.CompletedTask;

        public IReadOnlyCollection<TokenEvent> Events => _events;

        public Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
        {
            _events.Enqueue(tokenEvent);
            return Hang.WaitAsync(cancellationToken);
        }
    }
}
