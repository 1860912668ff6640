using System.Collections.Concurrent;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A server with something open and something guarded of each sort, which remembers what it did.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    /// <summary>The scope that what is guarded needs.</summary>
    public const string Scope = "write:agents";

    private static readonly RequiredScopeAttribute Guard = new(Scope);

    private readonly ConcurrentQueue<string> _done = new();
    private int _made;

    private RecordingServer()
    {
    }

    public McpTestServer Server { get; private set; } = null!;

    /// <summary>The names and URIs of all that was called, read, subscribed to or completed since this was last asked.</summary>
    public string[] Done
    {
        get
        {
            var done = _done.ToArray();
            _done.Clear();
            return done;
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="guardsRequestsAlone">Whether nothing is guarded but in the options that each request has of its own, which the first gate does not see.</param>
    /// <param name="configure">What else to configure.</param>
    public static async Task<RecordingServer> StartAsync(bool guardsRequestsAlone = false, Action<McpTestServerOptions>? configure = null)
    {
        var recording = new RecordingServer();
        recording.Server = await McpTestServer.StartAsync(options =>
        {
            options.Builder = builder =>
            {
                builder.Services.RemoveAll<McpServerTool>().RemoveAll<McpServerPrompt>().RemoveAll<McpServerResource>();
                builder.Services.PostConfigure<McpServerOptions>(server =>
                {
                    // The first is the one that the application asks for.
                    var isGuarded = !guardsRequestsAlone || Interlocked.Increment(ref recording._made) > 1;
                    recording.Serve(server, isGuarded ? [Guard] : []);
                });
            };
            configure?.Invoke(options);
        });
        if (guardsRequestsAlone)
        {
            _ = recording.Server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value;
        }

        return recording;
    }

    /// <summary>Sends a message as a client of the release that has its method.</summary>
    public Task<HttpResponseMessage> SendAsync(string token, string method, string body)
    {
        var request = RawHttp.Post("/mcp", body, token);
        if (method == "subscriptions/listen")
        {
            request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
            request.Headers.Add("Mcp-Method", method);
        }

        return Server.Http.SendAsync(request);
    }

    public async Task<string> TokenAsync(params string[] scopes) => (await Server.IssueAsync(scopes)).Value;

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private void Serve(McpServerOptions server, object[] guard)
    {
        server.ToolCollection = [Tool("open", []), Tool("secret", guard)];
        server.PromptCollection = [Prompt("open", []), Prompt("secret", guard)];
        server.ResourceCollection = [Resource("res://open", []), Resource("res://secret", guard)];
        server.Handlers.SubscribeToResourcesHandler = (context, _) => Did(new EmptyResult(), context.Params!.Uri);
        server.Handlers.CompleteHandler = (context, _) => Did(new CompleteResult(), context.Params!.Ref is PromptReference prompt ? prompt.Name : ((ResourceTemplateReference)context.Params.Ref).Uri!);
        server.Handlers.SubscriptionsListenHandler = (context, _) => Did(new EmptyResult(), [.. context.Params!.Notifications.ResourceSubscriptions!]);
    }

    private McpServerTool Tool(string name, object[] metadata) => McpServerTool.Create(() => Do(name), new() { Name = name, Metadata = metadata });

    private McpServerPrompt Prompt(string name, object[] metadata) => McpServerPrompt.Create(() => Do(name), new() { Name = name, Metadata = metadata });

    private McpServerResource Resource(string uri, object[] metadata) => McpServerResource.Create(() => Do(uri), new() { UriTemplate = uri, Name = uri, Metadata = metadata });

    private string Do(string name)
    {
        _done.Enqueue(name);
        return "done";
    }

    private ValueTask<T> Did<T>(T result, params string[] names)
    {
        Array.ForEach(names, name => Do(name));
        return ValueTask.FromResult(result);
    }
}
