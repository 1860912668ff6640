using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Compatibility;

/// <summary>An <c>initialize</c> as the client sent it, which can lack members that the protocol requires.</summary>
internal sealed class InitializeMessage
{
    private const string Version = "2025-06-18";
    private readonly JsonObject _message;

    private InitializeMessage(JsonObject message) => _message = message;

    /// <summary>The identifier of the request.</summary>
    public JsonNode? Id => _message["id"]?.DeepClone();

    /// <summary>Returns the message; <see langword="null"/> if it is another message or not JSON, which the SDK answers.</summary>
    public static InitializeMessage? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonNode.Parse(ref reader) is JsonObject message && (string?)message["method"] == RequestMethods.Initialize ? new(message) : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Adds the missing members.</summary>
    /// <returns>Whether any member was missing.</returns>
    public bool Complete()
    {
        if (_message["params"] is null)
        {
            _message["params"] = new JsonObject();
        }

        if (_message["params"] is not JsonObject parameters || (parameters["clientInfo"] is not null && parameters["capabilities"] is not null))
        {
            return false;
        }

        parameters["protocolVersion"] ??= Version;
        parameters["clientInfo"] ??= new JsonObject { ["name"] = "unnamed", ["version"] = "0" };
        parameters["capabilities"] ??= new JsonObject();
        return true;
    }

    /// <summary>Whether the SDK can read the parameters.</summary>
    public bool IsReadable()
    {
        try
        {
            return _message["params"].Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(InitializeRequestParams)))
                is InitializeRequestParams { ClientInfo: not null, Capabilities: not null };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Returns the message in UTF-8.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_message.ToJsonString());
}
