using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>
/// Describes what a handler reads from the request itself. Only the API description uses it. The framework's own metadata would
/// make routing answer 415 before a handler can state the reason.
/// </summary>
internal sealed record TokenRequestMetadata
{
    /// <summary>The type of the request body, if there is one.</summary>
    public Type? Body { get; init; }

    public bool IsBodyOptional { get; init; }

    /// <summary>The media types of the body.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>The record whose constructor parameters are the headers or the query string, if there are any.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? Parameters { get; init; }
}
