namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>
/// What a description of the API calls an endpoint. It is no endpoint name: those have to be unique in the whole
/// application, or it answers nothing, and these endpoints may be mapped twice.
/// </summary>
internal sealed record TokenOperationMetadata(string OperationId);
