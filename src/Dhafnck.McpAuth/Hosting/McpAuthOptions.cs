using Dhafnck.McpAuth.Alerts;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth;

/// <summary>
/// Options of <c>AddMcpAuth()</c>. They come from the configuration section <c>McpAuth</c>, environment variables and code.
/// A later source overrides an earlier one. They are read once, when the host starts. Invalid options prevent the start.
/// </summary>
public sealed class McpAuthOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "McpAuth";

    /// <summary>The authentication type: <c>jwt</c>, <c>env</c>, <c>none</c>, or one that the application added. <c>MCP_AUTH_TYPE</c> sets it.</summary>
    /// <value>
    /// The default is <c>jwt</c> when a signing key or a trusted issuer is configured, otherwise <c>env</c> when a fixed token
    /// is configured. Otherwise it is <c>none</c> in Development, unless the application added a provider of its own. In all
    /// other cases the host does not start.
    /// </value>
    public string? AuthType { get; set; }

    /// <summary>The scopes that requests need.</summary>
    public ScopeOptions Scopes { get; } = new();

    /// <summary>The metadata that tells clients which authorization servers issue tokens (RFC 9728), and the allowed origins.</summary>
    public ProtectedResourceOptions Resource { get; } = new();

    /// <summary>Options of the type <c>jwt</c>, and of issuing tokens under any type.</summary>
    public JwtOptions Jwt { get; } = new();

    /// <summary>Limits of the number of tokens, and of how long their data is kept.</summary>
    public ApiTokenOptions Tokens { get; } = new();

    /// <summary>For how long a process may use cached token records.</summary>
    public TokenCacheOptions Cache { get; } = new();

    /// <summary>Options of the type <c>env</c>.</summary>
    public EnvAuthOptions Env { get; } = new();

    /// <summary>Options of the type <c>none</c>.</summary>
    public NoAuthOptions None { get; } = new();

    /// <summary>What clients are told about their limits.</summary>
    public UsageOptions Usage { get; } = new();

    /// <summary>The webhook that receives events.</summary>
    public WebhookOptions Webhook { get; } = new();
}
