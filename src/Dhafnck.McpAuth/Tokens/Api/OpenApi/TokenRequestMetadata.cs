namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>
/// What a handler reads of a request by itself, for those who describe the API. Unlike the framework's own metadata,
/// which makes routing answer 415 before a handler can say why, nothing else acts on it.
/// </summary>
internal sealed record TokenRequestMetadata
{
    /// <summary>The record that the body is read as, if there is one.</summary>
    public Type? Body { get; init; }

    public bool IsBodyOptional { get; init; }

    /// <summary>The media types of the body.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>The record whose constructor has the headers or the query as its parameters, if there are any.</summary>
    public Type? Parameters { get; init; }
}
