using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// Reads what a message asks for with the SDK's own contracts, so that what is judged is what will be done: a repeated
/// key, one in another case or an escaped one means the same to both.
/// </summary>
internal static class McpOperationReader
{
    private static readonly JsonTypeInfo<JsonRpcMessage> Message = Contract<JsonRpcMessage>();
    private static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = McpJsonUtilities.DefaultOptions.AllowTrailingCommas,
        CommentHandling = McpJsonUtilities.DefaultOptions.ReadCommentHandling,
        MaxDepth = McpJsonUtilities.DefaultOptions.MaxDepth,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>What the message asks for.</summary>
    /// <exception cref="JsonException">It is no message.</exception>
    public static McpOperation Read(ReadOnlySequence<byte> body)
    {
        var start = new SequenceReader<byte>(body);
        var reader = new Utf8JsonReader(start.IsNext(ByteOrderMark, advancePast: true) ? start.UnreadSequence : body, Options);
        return JsonSerializer.Deserialize(ref reader, Message) is JsonRpcRequest request ? Read(request) : McpOperation.None;
    }

    private static McpOperation Read(JsonRpcRequest request) => request.Method switch
    {
        RequestMethods.ToolsCall => new(request.Method, McpOperationKind.Tool, Params<CallToolRequestParams>(request.Params)?.Name),
        RequestMethods.PromptsGet => new(request.Method, McpOperationKind.Prompt, Params<GetPromptRequestParams>(request.Params)?.Name),
        RequestMethods.ResourcesRead => new(request.Method, McpOperationKind.Resource, Params<ReadResourceRequestParams>(request.Params)?.Uri),
        RequestMethods.ResourcesSubscribe => new(request.Method, McpOperationKind.Resource, Params<SubscribeRequestParams>(request.Params)?.Uri),
        RequestMethods.CompletionComplete => Params<CompleteRequestParams>(request.Params)?.Ref switch
        {
            PromptReference prompt => new(request.Method, McpOperationKind.Prompt, prompt.Name),
            ResourceTemplateReference resource => new(request.Method, McpOperationKind.Resource, resource.Uri),
            _ => new(request.Method),
        },
        _ => new(request.Method),
    };

    // Parameters that are not what they should be the SDK refuses; so nothing is done by them.
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

    private static JsonTypeInfo<T> Contract<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
}
