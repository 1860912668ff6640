using System.ComponentModel;
using ModelContextProtocol.Server;

namespace RequestCost;

internal sealed class EchoTool
{
    [McpServerTool(Name = "echo", ReadOnly = true)]
    [Description("Returns the text.")]
    public static string Echo(string text) => text;
}
