using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>
/// Reads the operation that a message requests, with the SDK's own JSON contracts. SDK releases may differ in whether they
/// take the first or the last of duplicate keys, or keys in another case. A message with such keys is therefore refused.
/// </summary>
internal static class McpOperationReader
{
    private const string NotOneMessage = "The request body is not a single JSON-RPC message, or one of its objects has a duplicate key.";
    private const string Ambiguous = "A key of the JSON-RPC message differs only in case from a key of the protocol, or from another key.";

    private static readonly JsonTypeInfo<JsonRpcMessage> Message = Contract<JsonRpcMessage>();
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = McpJsonUtilities.ProtocolOptions.AllowTrailingCommas,
        CommentHandling = McpJsonUtilities.ProtocolOptions.ReadCommentHandling,
        MaxDepth = McpJsonUtilities.ProtocolOptions.MaxDepth,
    };

    private static readonly string[] OfEnvelope = ["jsonrpc", "id", "method", "params", "result", "error"];
    private static readonly string[] OfParams = ["name", "uri", "ref", "notifications"];
    private static readonly string[] OfReference = ["type", "name", "uri"];
    private static readonly string[] OfNotifications = ["resourceSubscriptions"];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the operation, unless the body is not a message or is ambiguous.</summary>
    /// <param name="body">The complete request body.</param>
    /// <param name="operation">The operation that the message requests.</param>
    /// <param name="fault">The reason why the message cannot be read.</param>
    public static bool TryRead(ReadOnlySequence<byte> body, out McpOperation operation, [NotNullWhen(false)] out string? fault)
    {
        operation = McpOperation.None;
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(body), Options);
            fault = IsUnambiguous(document.RootElement) ? null : Ambiguous;
            if (fault is null && document.RootElement.Deserialize(Message) is JsonRpcRequest request)
            {
                operation = Read(request);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid text, such as half of a surrogate pair.
            fault = NotOneMessage;
        }

        return fault is null;
    }

    private static ReadOnlySequence<byte> WithoutByteOrderMark(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext(ByteOrderMark, advancePast: true) ? reader.UnreadSequence : body;
    }

    private static bool IsUnambiguous(JsonElement message) =>
        IsUnambiguous(message, OfEnvelope) && (Find(message, "params") is not { } parameters || IsUnambiguousWithin(parameters));

    private static bool IsUnambiguousWithin(JsonElement parameters) =>
        IsUnambiguous(parameters, OfParams)
        && (Find(parameters, "ref") is not { } reference || IsUnambiguous(reference, OfReference))
        && (Find(parameters, "notifications") is not { } notifications || IsUnambiguous(notifications, OfNotifications));

    private static bool IsUnambiguous(JsonElement level, string[] names)
    {
        if (level.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in level.EnumerateObject())
        {
            var key = property.Name;
            if (!keys.Add(key) || names.Any(name => name.Equals(key, StringComparison.OrdinalIgnoreCase) && name != key))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonElement? Find(JsonElement level, string name) =>
        level.ValueKind == JsonValueKind.Object && level.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Reads the operation that a message requests, if the SDK has already read the message.</summary>
    public static McpOperation Read(JsonRpcRequest request) => request.Method switch
    {
        RequestMethods.ToolsCall => McpOperation.Of(Params<CallToolRequestParams>(request.Params)),
        RequestMethods.PromptsGet => McpOperation.Of(Params<GetPromptRequestParams>(request.Params)),
        RequestMethods.ResourcesRead => McpOperation.Of(Params<ReadResourceRequestParams>(request.Params)),
        RequestMethods.ResourcesSubscribe => McpOperation.Of(Params<SubscribeRequestParams>(request.Params)),
        RequestMethods.SubscriptionsListen => McpOperation.Of(Params<SubscriptionsListenRequestParams>(request.Params)),
        RequestMethods.CompletionComplete => McpOperation.Of(Params<CompleteRequestParams>(request.Params)),
        _ => McpOperation.Of(request.Method),
    };

    // The SDK refuses malformed parameters, so such a request does nothing and needs no scopes here.
    private static T? Params<T>(JsonNode? node)
        where T : class
    {
        try
        {
            return node.Deserialize(Contract<T>());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonTypeInfo<T> Contract<T>() => (JsonTypeInfo<T>)McpJsonUtilities.ProtocolOptions.GetTypeInfo(typeof(T));
}
