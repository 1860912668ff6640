using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

/// <summary>The requests of the matrix as a client without an SDK writes them, in each protocol version.</summary>
internal static class MatrixMessage
{
    public const string WithoutHandshake = "2026-07-28";

    public static HttpRequestMessage Initialize(string version, string token) =>
        Post("/mcp", "initialize", new JsonObject { ["protocolVersion"] = version, ["capabilities"] = new JsonObject(), ["clientInfo"] = ClientInfo() }, token);

    public static HttpRequestMessage Of(MatrixOperation operation, string version, string? session, string token, string path = "/mcp")
    {
        var (method, name, parameters) = operation switch
        {
            MatrixOperation.Tool => ("tools/call", "write_tasks", new JsonObject { ["name"] = "write_tasks", ["arguments"] = new JsonObject() }),
            MatrixOperation.Prompt => ("prompts/get", "about_agents", new JsonObject { ["name"] = "about_agents" }),
            MatrixOperation.Resource => ("resources/read", "test://context/a", new JsonObject { ["uri"] = "test://context/a" }),
            _ => ("tools/list", null, new JsonObject()),
        };
        if (version == WithoutHandshake)
        {
            parameters["_meta"] = new JsonObject
            {
                ["io.modelcontextprotocol/protocolVersion"] = version,
                ["io.modelcontextprotocol/clientInfo"] = ClientInfo(),
                ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
            };
        }

        var request = Post(path, method, parameters, token);
        request.Headers.Add("MCP-Protocol-Version", version);
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        if (version == WithoutHandshake)
        {
            request.Headers.Add("Mcp-Method", method);
            if (name is not null)
            {
                request.Headers.Add("Mcp-Name", name);
            }
        }

        return request;
    }

    private static HttpRequestMessage Post(string path, string method, JsonObject parameters, string token) =>
        RawHttp.Post(path, new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters }.ToJsonString(), token);

    private static JsonObject ClientInfo() => new() { ["name"] = "matrix", ["version"] = "1" };
}
