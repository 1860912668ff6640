using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

/// <summary>Tools that speak to the client before they answer: logging, progress, sampling and elicitation.</summary>
[McpServerToolType]
internal sealed class ClientTools
{
    [McpServerTool(Name = "test_tool_with_logging"), Description("Logs three times.")]
    public static async Task<string> LogAsync(McpServer server, CancellationToken cancellationToken)
    {
        foreach (var message in (string[])["Tool execution started", "Tool processing data", "Tool execution completed"])
        {
            await server.LogAsync(message, cancellationToken);
        }

        return "Logged.";
    }

    [McpServerTool(Name = "test_tool_with_progress"), Description("Reports its progress three times.")]
    public static async Task<string> ProgressAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        if (context.Params?.ProgressToken is { } token)
        {
            foreach (var progress in (float[])[0, 50, 100])
            {
                await context.Server.NotifyProgressAsync(token, new() { Progress = progress, Total = 100 }, cancellationToken: cancellationToken);
            }
        }

        return "Progressed.";
    }

    [McpServerTool(Name = "test_sampling"), Description("Asks the client's model.")]
    public static async Task<string> SampleAsync(McpServer server, [Description("What to ask.")] string prompt, CancellationToken cancellationToken)
    {
        var answer = await server.SampleAsync(Questions.Sampling(prompt), cancellationToken);
        return $"LLM response: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Description("Asks the user.")]
    public static async Task<string> ElicitAsync(McpServer server, [Description("What to ask.")] string message, CancellationToken cancellationToken)
    {
        var answer = await server.ElicitAsync(Questions.Elicitation(message, "username", "email"), cancellationToken);
        return $"User response: {answer.Action}";
    }

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Description("Asks the user, with defaults.")]
    public static async Task<string> ElicitDefaultsAsync(McpServer server, CancellationToken cancellationToken)
    {
        var answer = await server.ElicitAsync(Questions.WithDefaults(), cancellationToken);
        return $"Elicitation completed: action={answer.Action}";
    }

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Description("Asks the user to choose.")]
    public static async Task<string> ElicitEnumsAsync(McpServer server, CancellationToken cancellationToken)
    {
        var answer = await server.ElicitAsync(Questions.WithChoices(), cancellationToken);
        return $"Elicitation completed: action={answer.Action}";
    }
}
