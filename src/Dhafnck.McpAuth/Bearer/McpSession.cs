using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>A session as the SDK runs it.</summary>
/// <param name="Options">What it serves.</param>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who says so.</param>
internal sealed record McpSession(McpServerOptions Options, string? Subject, string? Issuer);
