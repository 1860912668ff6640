using Microsoft.AspNetCore.Http.Metadata;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>A status that an endpoint answers with, and when it does.</summary>
internal sealed record TokenResponseMetadata(int StatusCode, Type Type, string Description, params IEnumerable<string> ContentTypes) : IProducesResponseTypeMetadata;
