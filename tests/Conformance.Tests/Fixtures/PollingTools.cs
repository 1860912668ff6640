using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

/// <summary>A tool whose answer the client has to fetch by another request.</summary>
[McpServerToolType]
internal sealed class PollingTools(IHttpContextAccessor http)
{
    private static readonly TimeSpan UntilFetched = TimeSpan.FromMilliseconds(500);

    [McpServerTool(Name = "test_reconnection"), Description("Closes its stream, then answers.")]
    public async Task<string> ReconnectAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        // The stream closes a moment after it was told to, and until then the answer could still go out on it.
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        http.HttpContext!.Response.OnCompleted(() =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        });
        await context.EnablePollingAsync(UntilFetched, cancellationToken);
        await closed.Task.WaitAsync(cancellationToken);
        return "Answered on another stream.";
    }
}
