namespace Samples.Tests.MinimalServer;

/// <summary>The smallest sample, with a token.</summary>
public sealed class MinimalServerProcess() : SharedSample("MinimalServer", "Production", ("MCP_BEARER_TOKEN", "my-first-token"));
