using Microsoft.AspNetCore.Http.Metadata;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>A status that an endpoint answers with, and when it does.</summary>
internal sealed record TokenResponseMetadata(int StatusCode, Type Type, string Description, params string[] ContentTypes) : IProducesResponseTypeMetadata
{
    Type? IProducesResponseTypeMetadata.Type => Type;

    string? IProducesResponseTypeMetadata.Description => Description;

    IEnumerable<string> IProducesResponseTypeMetadata.ContentTypes => ContentTypes;
}
