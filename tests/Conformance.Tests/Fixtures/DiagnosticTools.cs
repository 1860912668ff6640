using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

/// <summary>Tools by which the suite watches what a server without sessions does.</summary>
[McpServerToolType]
internal sealed class DiagnosticTools
{
    [McpServerTool(Name = "test_missing_capability"), Description("Needs a client that can sample.")]
    public static string NeedSampling(McpServer server) =>
        server.ClientCapabilities?.Sampling is not null
            ? "The client can sample."
            : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "The client must declare sampling.");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Answers on a stream.")]
    public static string Stream() => "Streamed.";

    [McpServerTool(Name = "test_logging_tool"), Description("Logs where the client asked for a log.")]
    public static async Task<string> LogAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        if (context.Params?.Meta?["io.modelcontextprotocol/logLevel"] is not null)
        {
            await context.Server.LogAsync("Called.", cancellationToken);
        }

        return "Done.";
    }
}
