using System.Collections.Concurrent;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Samples.Tests.StdioServer;

/// <summary>The sample as the child process of the official client, which starts it and reads its standard output.</summary>
internal sealed class StdioServerProcess
{
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly StdioClientTransport _transport;

    public StdioServerProcess(params (string Name, string? Value)[] settings)
    {
        var project = Path.Combine(Repository.Root, "samples", "StdioServer");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MCP_", StringComparison.Ordinal) || name.StartsWith("JWT_", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        _transport = new(new()
        {
            Command = "dotnet",
            Arguments = [Path.Combine(project, "bin", configuration, "net10.0", "StdioServer.dll")],
            WorkingDirectory = project,
            EnvironmentVariables = environment,
            ShutdownTimeout = TimeSpan.FromSeconds(30),
            StandardErrorLines = _errors.Enqueue,
        });
    }

    /// <summary>All that the process has written to standard error.</summary>
    public string Errors => string.Join('\n', _errors);

    public Task<McpClient> ConnectAsync() =>
        McpClient.CreateAsync(_transport, new() { InitializationTimeout = Eventually.Deadline }, cancellationToken: TestContext.Current.CancellationToken);

    public static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value), cancellationToken: TestContext.Current.CancellationToken);
        return result.Content.OfType<TextContentBlock>().Single().Text;
    }

    /// <summary>Waits until the process has ended by itself, and gives its exit code.</summary>
    public static async Task<int?> ExitCodeAsync(McpClient client) =>
        ((StdioClientCompletionDetails)await client.Completion.WaitAsync(Eventually.Deadline)).ExitCode;
}
