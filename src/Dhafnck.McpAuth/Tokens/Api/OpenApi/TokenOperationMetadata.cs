namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>
/// The operation identifier of an endpoint in the API description. It is not an endpoint name: those must be unique in the
/// application, or the application fails on every request, and these endpoints may be mapped twice.
/// </summary>
internal sealed record TokenOperationMetadata(string OperationId);
