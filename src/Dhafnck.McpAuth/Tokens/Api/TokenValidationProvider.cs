using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The provider that knows stored tokens, whichever protects the MCP endpoints: tokens can be made and tried before a server moves over to them.</summary>
internal sealed record TokenValidationProvider(IMcpAuthProvider Provider);
