using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer.Sessions;

/// <summary>What the gate judges a request by is what will serve it, whatever session the request names.</summary>
#pragma warning disable MCP9004, MCP9006 // As long as the SDK has sessions and the legacy transport.
public sealed class SessionServerTests
{
    private const string Guarded = "a guarded value";
    private const string UnguardedHeader = "X-Unguarded";

    [Theory]
    [InlineData(HttpServerSessionMode.Stateful, "2025-11-25", "", "junk")]
    [InlineData(HttpServerSessionMode.Stateful, "2025-11-25", "?sessionId=junk", null)]
    [InlineData(HttpServerSessionMode.Stateful, "2026-07-28", "?sessionId=junk", "junk")]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients, "2025-11-25", "", "junk")]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients, "2025-11-25", "?sessionId=junk", null)]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients, "2026-07-28", "", "junk")]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients, "2026-07-28", "?sessionId=junk", null)]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients, "2026-07-28", "?sessionId=junk", "junk")]
    [InlineData(HttpServerSessionMode.Stateless, "2026-07-28", "?sessionId=junk", null)]
    [InlineData(HttpServerSessionMode.Stateless, "2026-07-28", "", "junk")]
    public async Task A_session_that_nobody_opened_opens_nothing(HttpServerSessionMode mode, string version, string query, string? session)
    {
        await using var server = await Setup(mode).StartAsync();

        var (status, body) = await CompleteAsync(server, "/mcp" + query, version, session, "execute:mcp");

        status.Should().NotBe(HttpStatusCode.OK);
        body.Should().NotContain(Guarded);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("?sessionId=junk", null)]
    [InlineData("", "junk")]
    public async Task Where_there_are_no_sessions_whoever_has_the_scope_is_served_whatever_session_is_named(string query, string? session)
    {
        await using var server = await Setup(HttpServerSessionMode.StatefulForInitializeClients).StartAsync();

        (await CompleteAsync(server, "/mcp" + query, "2026-07-28", session, "read:agents")).Body.Should().Contain(Guarded);
    }

    [Fact]
    public async Task A_request_without_a_session_is_not_judged_by_the_session_that_it_names()
    {
        await using var server = await Setup(HttpServerSessionMode.StatefulForInitializeClients).StartAsync();
        var session = await OpenUnguardedAsync(server);

        var (status, body) = await CompleteAsync(server, "/mcp", "2026-07-28", session, "execute:mcp");

        status.Should().Be(HttpStatusCode.Forbidden);
        body.Should().NotContain(Guarded);
        (await CompleteAsync(server, $"/mcp?sessionId={session}", "2026-07-28", null, "execute:mcp")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await CompleteAsync(server, "/mcp", "2025-11-25", session, "execute:mcp")).Body.Should().Contain(Guarded, "the session itself has it unguarded");
    }

    [Theory]
    [InlineData("execute:mcp", HttpStatusCode.Forbidden)]
    [InlineData("read:agents", HttpStatusCode.OK)]
    public async Task A_session_that_the_application_brings_from_another_process_is_guarded_from_its_first_request_on(string scope, HttpStatusCode expected)
    {
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync(options => options.Services += services => services.AddSingleton<ISessionMigrationHandler, EverySession>());

        (await CompleteAsync(server, "/mcp", "2025-11-25", "of-another-process", scope)).Status.Should().Be(expected);
        (await CompleteAsync(server, "/mcp", "2025-11-25", "of-another-process", "read:agents")).Status.Should().Be(HttpStatusCode.OK);
        (await CompleteAsync(server, "/other", "2025-11-25", "of-another-process", "read:agents")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_message_that_follows_at_once_on_the_address_of_a_legacy_stream_finds_its_session()
    {
        using var making = new ServerMaking();
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync(options => options.Services += services => services.AddSingleton<ILoggerProvider>(making));
        var token = (await server.IssueAsync(["execute:mcp"])).Value;

        using var stream = await OpenStream.GetAsync(server, "/mcp/sse", token);
        var status = await server.GoOnAsync("POST", await stream.ReadMessageAddressAsync(), token, null);
        making.Continue();

        making.WasSeen.Should().BeTrue();
        status.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_legacy_stream_that_cannot_be_opened_is_refused_at_once()
    {
        await using var server = await Setup(HttpServerSessionMode.Stateful).StartAsync(options => options.Services += services => services.PostConfigure<HttpServerTransportOptions>(
            transport => transport.ConfigureSessionOptions = (_, _, _) => throw new InvalidOperationException("It fails.")));

        (await server.GoOnAsync("GET", "/mcp/sse", (await server.IssueAsync()).Value, null)).Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<string> OpenUnguardedAsync(McpTestServer server)
    {
        using var request = RawHttp.Post("/mcp", RawSession.Initialize, (await server.IssueAsync(["execute:mcp"])).Value);
        request.Headers.Add(UnguardedHeader, "yes");
        using var response = await server.Http.SendAsync(request);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<(HttpStatusCode Status, string Body)> CompleteAsync(McpTestServer server, string path, string version, string? session, string scope)
    {
        const string Meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}},";
        var parameters = (version == "2026-07-28" ? Meta : "") + "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"guarded\"},\"argument\":{\"name\":\"a\",\"value\":\"b\"}";
        var message = $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"completion/complete\",\"params\":{{{parameters}}}}}";
        using var request = RawHttp.Post(path, message, (await server.IssueAsync([scope])).Value);
        request.Headers.Add("MCP-Protocol-Version", version);
        if (version == "2026-07-28")
        {
            request.Headers.Add("Mcp-Method", "completion/complete");
        }

        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        using var response = await server.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static McpTestServerOptions Setup(HttpServerSessionMode mode) => new()
    {
        SessionMode = mode,
        ServesLegacySse = mode != HttpServerSessionMode.Stateless,
        Services = services => services.Configure<HttpServerTransportOptions>(transport => transport.ConfigureSessionOptions = Configure),
        AlsoMap = app => app.MapMcp("/other").RequireMcpAuth(),
    };

    private static Task Configure(HttpContext context, McpServerOptions server, CancellationToken cancellationToken)
    {
        List<object> metadata = context.Request.Headers.ContainsKey(UnguardedHeader) ? [] : [new RequiredScopeAttribute("read:agents")];
        server.PromptCollection = [McpServerPrompt.Create((string a) => a, new() { Name = "guarded", Metadata = metadata })];
        server.Handlers.CompleteHandler = (_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = [Guarded] } });
        return Task.CompletedTask;
    }

    private sealed class EverySession : ISessionMigrationHandler
    {
        public ValueTask OnSessionInitializedAsync(HttpContext context, string sessionId, InitializeRequestParams initializeParams, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask<InitializeRequestParams?> AllowSessionMigrationAsync(HttpContext context, string sessionId, CancellationToken cancellationToken) =>
            ValueTask.FromResult<InitializeRequestParams?>(new() { ProtocolVersion = "2025-11-25", Capabilities = new(), ClientInfo = new() { Name = "t", Version = "1" } });
    }

    /// <summary>Holds the making of a server up, which the SDK does when it has written the address of the session's messages.</summary>
    private sealed class ServerMaking : ILoggerProvider
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

        private readonly ManualResetEventSlim _continues = new();

        public bool WasSeen { get; private set; }

        public void Continue() => _continues.Set();

        public ILogger CreateLogger(string categoryName)
        {
            if (categoryName.EndsWith("Server.McpServer", StringComparison.Ordinal))
            {
                // As long as a client that already has the address needs to use it.
                WasSeen = true;
                _continues.Wait(Longest);
            }

            return Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        }

        public void Dispose() => _continues.Dispose();
    }
}
#pragma warning restore MCP9004, MCP9006
