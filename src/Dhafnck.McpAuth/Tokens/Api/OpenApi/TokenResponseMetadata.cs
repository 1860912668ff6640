using Microsoft.AspNetCore.Http.Metadata;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>A response status of an endpoint, and when it is sent.</summary>
internal sealed record TokenResponseMetadata(int StatusCode, Type Type, string Description, params IEnumerable<string> ContentTypes) : IProducesResponseTypeMetadata;
