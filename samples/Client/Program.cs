using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

// dotnet run [tool] [arguments as JSON]
var tool = args.ElementAtOrDefault(0) ?? "list_tasks";
var arguments = JsonSerializer.Deserialize<Dictionary<string, object?>>(args.ElementAtOrDefault(1) ?? "{}");
var url = Environment.GetEnvironmentVariable("MCP_URL") ?? "http://localhost:8000/mcp";
if (Environment.GetEnvironmentVariable("MCP_TOKEN") is not { Length: > 0 } token)
{
    Console.Error.WriteLine("Set MCP_TOKEN to the token for calling the server.");
    return 1;
}

try
{
    await using var client = await McpClient.CreateAsync(new HttpClientTransport(new()
    {
        Endpoint = new(url),
        AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
    }));

    foreach (var listed in await client.ListToolsAsync())
    {
        Console.WriteLine($"{listed.Name}: {listed.Description}");
    }

    var result = await client.CallToolAsync(tool, arguments);
    Console.WriteLine(string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text)));
    return result.IsError == true ? 1 : 0;
}
catch (Exception exception) when (exception is HttpRequestException or McpException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
