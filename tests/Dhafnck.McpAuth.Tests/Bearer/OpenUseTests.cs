using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>What a token has open ends with the token, on a server whose clock is the real one.</summary>
public sealed class OpenUseTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}},"id":1}""";

    // Far from the bound of a second, for machines that are busy; far below the 30 seconds of what nobody is told of.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_stream_ends_when_its_token_is_revoked_and_no_other_does()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync();
        var (revoked, other) = (await server.IssueAsync(), await server.IssueAsync());
        using var ending = await OpenStream.GetAsync(server, "/mcp", revoked.Value, await BeginAsync(server, revoked));
        using var staying = await OpenStream.GetAsync(server, "/mcp", other.Value, await BeginAsync(server, other));

        var watch = Stopwatch.StartNew();
        await TokensOf(server).RevokeAsync("alice", revoked.Token.Id);
        await ending.EndsAsync();

        watch.Elapsed.Should().BeLessThan(Soon);
        staying.IsOpen.Should().BeTrue();
        await server.Log.SaysAsync($"ended an open request or call of {revoked.Token.Id}: The access token was revoked.");
        server.Log.Text.Should().NotContain(revoked.Value);
        server.Log.Text.Should().NotContain($"ended an open request or call of {other.Token.Id}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_ends_when_another_process_revokes_its_token_whether_records_are_remembered_or_not(bool remembers)
    {
        var store = new InMemoryTokenStore();
        await using var here = await Setup(HttpServerSessionMode.Stateful, store, remembers).StartAsync();
        await using var there = await Setup(HttpServerSessionMode.Stateful, store, remembers).StartAsync();
        var issued = await here.IssueAsync();
        using var stream = await OpenStream.GetAsync(there, "/mcp", issued.Value, await BeginAsync(there, issued));

        var watch = Stopwatch.StartNew();
        await TokensOf(here).RevokeAsync("alice", issued.Token.Id);
        await stream.EndsAsync();

        watch.Elapsed.Should().BeLessThan(Soon);
    }

    [Theory]
    [InlineData(HttpServerSessionMode.Stateless)]
    [InlineData(HttpServerSessionMode.Stateful)]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients)]
    public async Task A_call_that_runs_is_cancelled_when_its_token_is_revoked_and_no_other_is(HttpServerSessionMode mode)
    {
        await using var server = await Setup(mode).StartAsync();
        var (revoked, other) = (await server.IssueAsync(), await server.IssueAsync());
        await using var ending = await server.ConnectAsync(revoked.Value);
        await using var staying = await server.ConnectAsync(other.Value);
        var call = CallAsync(ending, "ending");
        var otherCall = CallAsync(staying, "staying");
        await StateAsync(server, "ending", "running");
        await StateAsync(server, "staying", "running");

        await TokensOf(server).RevokeAsync("alice", revoked.Token.Id);

        await StateAsync(server, "ending", "cancelled");
        (await call.Awaiting(running => running.WaitAsync(Eventually.Deadline)).Should().ThrowAsync<McpException>()).WithMessage("*its access token is no longer valid: The access token was revoked.*");
        StateOf(server, "staying").Should().Be("running");
        otherCall.IsCompleted.Should().BeFalse();
    }

    [Theory]
    [InlineData(HttpServerSessionMode.Stateless, "/mcp", LongCall.Tool)]
    [InlineData(HttpServerSessionMode.Stateless, "/mcp", LongCall.DeafTool)]
    [InlineData(HttpServerSessionMode.Stateless, "/mcp", "progress")]
    [InlineData(HttpServerSessionMode.Stateless, "/transformed", LongCall.Tool)]
    [InlineData(HttpServerSessionMode.Stateful, "/mcp", LongCall.Tool)]
    [InlineData(HttpServerSessionMode.Stateful, "/mcp", LongCall.DeafTool)]
    [InlineData(HttpServerSessionMode.Stateful, "/mcp", "progress")]
    public async Task The_client_of_a_call_that_is_ended_is_told_why_before_it_is_cut_off(HttpServerSessionMode mode, string path, string tool)
    {
        await using var server = await Setup(mode).StartAsync(options => options.AlsoMap = app =>
            app.MapMcp("/transformed").RequireMcpAuth().RequireAuthorization(policy => policy.AddAuthenticationSchemes(McpBearerDefaults.AuthenticationScheme, UserHeaderHandler.Scheme).RequireClaim("sub")));
        var issued = await server.IssueAsync();
        using var request = RawHttp.Post(path, CallOf("call", tool), issued.Value);
        request.Headers.Add("X-User", "alice");
        using var stream = await OpenStream.SendAsync(server, request, mode == HttpServerSessionMode.Stateful ? await BeginAsync(server, issued) : null);
        await StateAsync(server, "call", "running");
        if (tool == "progress")
        {
            await stream.ReadsAsync("begun");
        }

        await TokensOf(server).RevokeAsync("alice", issued.Token.Id);
        await stream.EndsAsync();

        stream.Text.Should().Contain("\"error\"").And.Contain("\"id\":\"call\"").And.Contain("no longer valid: The access token was revoked.");

        // A stateless server's answer is out, but its request only ends with the tool, and is cut off for that.
        stream.IsWhole.Should().Be(tool != LongCall.DeafTool || mode == HttpServerSessionMode.Stateful);
        await server.Log.SaysAsync($"ended an open request or call of {issued.Token.Id}: The access token was revoked.");
        server.Services.GetRequiredService<LongCall>().Release();
    }

    [Fact]
    public async Task A_call_on_its_own_tokens_legacy_stream_is_told_why_before_that_is_cut_off()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync();
        var issued = await server.IssueAsync();
        using var stream = await OpenStream.GetAsync(server, "/mcp/sse", issued.Value);
        await AcceptsAsync(server, await MessagesOf(stream), CallOf("legacy"), issued);
        await StateAsync(server, "legacy", "running");

        await TokensOf(server).RevokeAsync("alice", issued.Token.Id);
        await stream.EndsAsync();

        stream.Text.Should().Contain("no longer valid: The access token was revoked.");
    }

    [Fact]
    public async Task A_call_whose_token_was_rotated_is_told_so()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateless).StartAsync();
        var issued = await server.IssueAsync();
        using var stream = await OpenStream.SendAsync(server, RawHttp.Post("/mcp", CallOf("call"), issued.Value));
        await StateAsync(server, "call", "running");

        await TokensOf(server).RotateAsync("alice", issued.Token.Id, TimeSpan.Zero);
        await stream.EndsAsync();

        stream.Text.Should().Contain("no longer valid: The access token was replaced by rotation.");
    }

    [Fact]
    public async Task A_call_that_a_session_runs_on_after_its_client_is_gone_is_cancelled_too()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync();
        var issued = await server.IssueAsync();
        var session = await BeginAsync(server, issued);
        using (await OpenStream.SendAsync(server, RawHttp.Post("/mcp", CallOf("left"), issued.Value), session))
        {
            await StateAsync(server, "left", "running");
        }

        await TokensOf(server).RevokeAsync("alice", issued.Token.Id);

        await StateAsync(server, "left", "cancelled");
    }

    [Fact]
    public async Task A_legacy_stream_ends_and_its_calls_with_it()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync();
        var issued = await server.IssueAsync();
        using var stream = await OpenStream.GetAsync(server, "/mcp/sse", issued.Value);
        await AcceptsAsync(server, await MessagesOf(stream), CallOf("legacy"), issued);
        await StateAsync(server, "legacy", "running");

        await TokensOf(server).RevokeAsync("alice", issued.Token.Id);
        await stream.EndsAsync();

        await StateAsync(server, "legacy", "cancelled");
    }

    [Fact]
    public async Task A_call_on_the_legacy_stream_of_another_token_ends_with_its_own_and_the_client_is_told()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync();
        var (streaming, calling) = (await server.IssueAsync(), await server.IssueAsync());
        using var stream = await OpenStream.GetAsync(server, "/mcp/sse", streaming.Value);
        var messages = await MessagesOf(stream);
        await AcceptsAsync(server, messages, CallOf("ending"), calling);
        await AcceptsAsync(server, messages, CallOf("staying"), streaming);
        await StateAsync(server, "ending", "running");
        await StateAsync(server, "staying", "running");

        await TokensOf(server).RevokeAsync("alice", calling.Token.Id);

        await StateAsync(server, "ending", "cancelled");
        await stream.ReadsAsync("its access token is no longer valid");
        stream.IsOpen.Should().BeTrue();
        StateOf(server, "staying").Should().Be("running");
    }

    [Fact]
    public async Task A_call_ends_in_the_process_that_runs_it_when_another_revokes_its_token()
    {
        var store = new InMemoryTokenStore();
        await using var here = await Setup(HttpServerSessionMode.Stateless, store).StartAsync();
        await using var there = await Setup(HttpServerSessionMode.Stateless, store).StartAsync();
        var issued = await here.IssueAsync();
        using var stream = await OpenStream.SendAsync(there, RawHttp.Post("/mcp", CallOf("far"), issued.Value));
        await StateAsync(there, "far", "running");

        await TokensOf(here).RevokeAsync("alice", issued.Token.Id);
        await stream.EndsAsync();

        await StateAsync(there, "far", "cancelled");
    }

    [Fact]
    public async Task Other_endpoints_behind_the_gate_end_as_well()
    {
        var cancelled = new TaskCompletionSource();
        await using var server = await Setup(HttpServerSessionMode.Stateless).StartAsync(options => options.AlsoMap = app => app.MapGet("/events", async (HttpContext context) =>
        {
            context.RequestAborted.Register(cancelled.SetResult);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }).RequireMcpAuth());
        var issued = await server.IssueAsync();
        using var stream = await OpenStream.GetAsync(server, "/events", issued.Value);

        await TokensOf(server).RevokeAllAsync("alice");

        await stream.EndsAsync();
        await cancelled.Task.WaitAsync(Eventually.Deadline);
    }

    [Fact]
    public async Task While_tokens_come_and_go_the_requests_of_a_good_one_are_left_alone()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateless).StartAsync(options => options.AlsoMap = app => app.MapGet("/short", async () =>
        {
            await Task.Yield();
            return "done";
        }).RequireMcpAuth());
        var good = await server.IssueAsync(rateLimit: 10_000);
        using var stop = new CancellationTokenSource();

        var revoking = Task.Run(RevokeAsync);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync()));
        await stop.CancelAsync();
        await revoking;

        server.Log.Text.Should().NotContain("ended an open request or call");

        async Task AskAsync()
        {
            for (var i = 0; i < 1000; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/short");
                request.Headers.Authorization = new("Bearer", good.Value);
                using var response = await server.Http.SendAsync(request);
                (await response.Content.ReadAsStringAsync()).Should().Be("done");
            }
        }

        async Task RevokeAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var other = await server.IssueAsync(owner: "bob");
                await TokensOf(server).RevokeAsync("bob", other.Token.Id);
            }
        }
    }

    [Fact]
    public async Task A_request_that_is_over_before_the_provider_says_no_does_not_take_the_next_one_on_its_connection_along()
    {
        var requests = new TwoRequests();
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.RemembersRecords = true;
            options.Auth = auth => auth.UseProvider<SlowProvider>();
            options.Builder = builder => builder.Services.AddSingleton(requests);
            options.AlsoMap += app => app.MapGet("/first", () => requests.First.AnswerAsync()).RequireMcpAuth();
            options.AlsoMap += app => app.MapGet("/second", () => requests.Second.AnswerAsync()).RequireMcpAuth();
        });
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
        using var http = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await server.IssueAsync()).Value);

        var first = http.GetStringAsync("/first");
        await requests.First.Began.Task.WaitAsync(Eventually.Deadline);
        await RevokeAnotherAsync();
        await requests.First.AskedAgain.Task.WaitAsync(Eventually.Deadline);
        requests.First.Released.SetResult();
        (await first).Should().Be("done");

        var second = http.GetStringAsync("/second");
        await requests.Second.Began.Task.WaitAsync(Eventually.Deadline);
        requests.Refused.SetResult();
        await RevokeAnotherAsync();

        // Whoever asks about the second is done with the first.
        await requests.Second.AskedAgain.Task.WaitAsync(Eventually.Deadline);
        requests.Second.Released.SetResult();
        (await second).Should().Be("done");
        server.Log.Text.Should().NotContain("ended an open request or call");

        async Task RevokeAnotherAsync()
        {
            var other = await server.IssueAsync(owner: "bob");
            await TokensOf(server).RevokeAsync("bob", other.Token.Id);
        }
    }

    private static McpTestServerOptions Setup(HttpServerSessionMode mode, ITokenStore? store = null, bool remembers = true)
    {
        var calls = new LongCall();
        return new()
        {
            SessionMode = mode,
            ServesLegacySse = mode != HttpServerSessionMode.Stateless,
            Store = store,
            RemembersRecords = remembers,
            Mcp = mcp => mcp.WithTools(calls),
            Services = services => services.AddSingleton(calls),
        };
    }

    private static ApiTokenService TokensOf(McpTestServer server) => server.Services.GetRequiredService<ApiTokenService>();

    private static string? StateOf(McpTestServer server, string call) => server.Services.GetRequiredService<LongCall>().StateOf(call);

    private static Task<string?> StateAsync(McpTestServer server, string call, string state) =>
        Eventually.GetAsync(() => Task.FromResult(StateOf(server, call)), known => known == state);

    private static Task<CallToolResult> CallAsync(McpClient client, string call) =>
        client.CallToolAsync(LongCall.Tool, new Dictionary<string, object?> { ["call"] = call }).AsTask();

    private static string CallOf(string call, string tool = LongCall.Tool) =>
        JsonSerializer.Serialize(new { jsonrpc = "2.0", method = "tools/call", @params = new { name = tool, arguments = new { call }, _meta = new { progressToken = call } }, id = call });

    private static async Task<string> BeginAsync(McpTestServer server, IssuedToken issued)
    {
        using var begun = await server.Http.SendAsync(RawHttp.Post("/mcp", Initialize, issued.Value));
        return begun.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<string> MessagesOf(OpenStream stream)
    {
        var text = await stream.ReadsAsync("\n\n");
        return text.Split("data: ")[1].Split('\n')[0].Trim();
    }

    private static async Task AcceptsAsync(McpTestServer server, string path, string message, IssuedToken issued)
    {
        using var response = await server.PostAsync(message, issued.Value, path);
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    private sealed class Request
    {
        private int _asked;

        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource AskedAgain { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<string> AnswerAsync()
        {
            Began.SetResult();
            await Released.Task;
            return "done";
        }

        public bool IsAskedAgain()
        {
            if (Interlocked.Increment(ref _asked) == 1)
            {
                return false;
            }

            AskedAgain.TrySetResult();
            return true;
        }
    }

    private sealed class TwoRequests
    {
        public Request First { get; } = new();

        public Request Second { get; } = new();

        public TaskCompletionSource Refused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class SlowProvider(JwtBearerAuthDependencies dependencies, TwoRequests requests) : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            var isFirst = context.HttpContext.Request.Path == "/first";
            if (!(isFirst ? requests.First : requests.Second).IsAskedAgain() || !isFirst)
            {
                return await base.LoadAccessTokenAsync(context, cancellationToken);
            }

            await requests.Refused.Task;
            return AccessTokenResult.Rejected("No longer.");
        }
    }
}
