using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A request of a stateless server that runs when its token ends is answered, whatever it asks for and whoever serves it.</summary>
public sealed class StatelessCallTests
{
    [Theory]
    [InlineData("prompts/get", """{"name":"wait"}""")]
    [InlineData("resources/read", """{"uri":"test://wait"}""")]
    public Task A_prompt_or_a_resource_that_is_registered_is_told_why(string method, string parameters) => IsToldWhyAsync(method, parameters, (mcp, wait) =>
    {
        mcp.WithPrompts([McpServerPrompt.Create(async (CancellationToken cancellationToken) => { await wait(cancellationToken); return "never"; }, new() { Name = "wait" })]);
        mcp.WithResources([McpServerResource.Create(async (CancellationToken cancellationToken) => { await wait(cancellationToken); return "never"; }, new() { UriTemplate = "test://wait", Name = "wait" })]);
    });

#pragma warning disable MCPEXP002, MCP9005 // A handler of the application runs, obsolete or experimental.
    [Theory]
    [InlineData("tools/list", "{}")]
    [InlineData("prompts/list", "{}")]
    [InlineData("prompts/get", """{"name":"handled"}""")]
    [InlineData("resources/list", "{}")]
    [InlineData("resources/templates/list", "{}")]
    [InlineData("resources/read", """{"uri":"test://handled"}""")]
    [InlineData("resources/subscribe", """{"uri":"test://handled"}""")]
    [InlineData("resources/unsubscribe", """{"uri":"test://handled"}""")]
    [InlineData("completion/complete", """{"ref":{"type":"ref/prompt","name":"handled"},"argument":{"name":"a","value":"b"}}""")]
    [InlineData("logging/setLevel", """{"level":"info"}""")]
    [InlineData("subscriptions/listen", """{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}},"notifications":{}}""")]
    [InlineData("app/own", "{}")]
    public Task What_a_handler_of_the_application_serves_is_told_why(string method, string parameters) => IsToldWhyAsync(method, parameters, (mcp, wait) =>
        mcp.Services.Configure<McpServerOptions>(server =>
        {
            // One alone, so that each is known to be followed for itself.
            var handlers = server.Handlers = new();
            server.ToolCollection = null;
            server.PromptCollection = null;
            server.ResourceCollection = null;
            switch (method)
            {
                case "tools/list":
                    handlers.ListToolsHandler = Waiting<ListToolsRequestParams, ListToolsResult>(wait);
                    break;
                case "prompts/list":
                    handlers.ListPromptsHandler = Waiting<ListPromptsRequestParams, ListPromptsResult>(wait);
                    break;
                case "prompts/get":
                    handlers.GetPromptHandler = Waiting<GetPromptRequestParams, GetPromptResult>(wait);
                    break;
                case "resources/list":
                    handlers.ListResourcesHandler = Waiting<ListResourcesRequestParams, ListResourcesResult>(wait);
                    break;
                case "resources/templates/list":
                    handlers.ListResourceTemplatesHandler = Waiting<ListResourceTemplatesRequestParams, ListResourceTemplatesResult>(wait);
                    break;
                case "resources/read":
                    handlers.ReadResourceHandler = Waiting<ReadResourceRequestParams, ReadResourceResult>(wait);
                    break;
                case "resources/subscribe":
                    handlers.SubscribeToResourcesHandler = Waiting<SubscribeRequestParams, EmptyResult>(wait);
                    break;
                case "resources/unsubscribe":
                    handlers.UnsubscribeFromResourcesHandler = Waiting<UnsubscribeRequestParams, EmptyResult>(wait);
                    break;
                case "completion/complete":
                    handlers.CompleteHandler = Waiting<CompleteRequestParams, CompleteResult>(wait);
                    break;
                case "logging/setLevel":
                    handlers.SetLoggingLevelHandler = Waiting<SetLevelRequestParams, EmptyResult>(wait);
                    break;
                case "subscriptions/listen":
                    handlers.SubscriptionsListenHandler = Waiting<SubscriptionsListenRequestParams, EmptyResult>(wait);
                    break;
                default:
                    server.RequestHandlers = [new() { Method = method, Handler = async (_, cancellationToken) => { await wait(cancellationToken); return null; } }];
                    break;
            }
        }));
#pragma warning restore MCPEXP002, MCP9005

    private static McpRequestHandler<TParams, TResult> Waiting<TParams, TResult>(Func<CancellationToken, Task> wait)
        where TResult : new() => async (_, cancellationToken) =>
        {
            await wait(cancellationToken);
            return new();
        };

    private static async Task IsToldWhyAsync(string method, string parameters, Action<IMcpServerBuilder, Func<CancellationToken, Task>> serve)
    {
        var calls = new LongCall();
        await using var server = await McpTestServer.StartAsync(options => options.Mcp = mcp => serve(mcp, cancellationToken => calls.WaitAsync("call", cancellationToken)));
        var issued = await server.IssueAsync();
        using var request = RawHttp.Post("/mcp", $$"""{"jsonrpc":"2.0","method":{{JsonSerializer.Serialize(method)}},"params":{{parameters}},"id":"asked"}""", issued.Value);
        using var stream = await OpenStream.SendAsync(server, request, session: null);
        await Eventually.GetAsync(() => Task.FromResult(calls.StateOf("call")), known => known == "running");

        await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id);
        await stream.EndsAsync();

        stream.Text.Should().Contain("\"id\":\"asked\"").And.Contain("no longer valid: The access token was revoked.");
    }
}
