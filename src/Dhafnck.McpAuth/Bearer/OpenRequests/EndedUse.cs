namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>An open use that ends because its token is no longer valid.</summary>
/// <param name="Use">The use.</param>
/// <param name="Endpoint">The display name of its endpoint, for the log.</param>
/// <param name="Reason">The reason, as the client receives it.</param>
internal sealed record EndedUse(OpenUse Use, string? Endpoint, string Reason);
