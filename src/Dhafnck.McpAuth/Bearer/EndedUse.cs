namespace Dhafnck.McpAuth.Bearer;

/// <summary>A use whose token is no longer good.</summary>
/// <param name="Use">The use.</param>
/// <param name="Endpoint">The name of the endpoint that it is at, for the log.</param>
/// <param name="Reason">Why it ends, as its client is told.</param>
internal sealed record EndedUse(OpenUse Use, string? Endpoint, string Reason);
