using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>
/// The settings of <c>AddMcpAuth()</c>. They come from the configuration section <c>McpAuth</c>, environment
/// variables and code; a later source overrides an earlier one. They are read once, when the host starts. Invalid settings stop it.
/// </summary>
public sealed class McpAuthOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "McpAuth";

    /// <summary>The type of authentication: <c>jwt</c>, <c>env</c>, <c>none</c>, or one that the application added. <c>MCP_AUTH_TYPE</c> sets it.</summary>
    /// <value>
    /// The default is <c>jwt</c> when there is a signing key, else <c>env</c> when there is a static token, else <c>none</c>
    /// in Development; elsewhere the host does not start.
    /// </value>
    public string? AuthType { get; set; }

    /// <summary>What a request needs before it reaches the MCP server.</summary>
    public ScopeOptions Scopes { get; } = new();

    /// <summary>What the server says of itself to clients that look for who issues tokens (RFC 9728).</summary>
    public ProtectedResourceOptions Resource { get; } = new();

    /// <summary>The settings of the type <c>jwt</c>, and of issuing tokens under any type.</summary>
    public JwtOptions Jwt { get; } = new();

    /// <summary>How many tokens there may be, and how long what belongs to them is kept.</summary>
    public TokenLimits Tokens { get; } = new();

    /// <summary>How long a process may go by what it remembers of a token's record.</summary>
    public TokenCacheOptions Cache { get; } = new();

    /// <summary>The settings of the type <c>env</c>.</summary>
    public StaticTokenOptions Env { get; } = new();

    /// <summary>The settings of the type <c>none</c>.</summary>
    public NoAuthOptions None { get; } = new();

    /// <summary>What clients are told of their limits.</summary>
    public UsageOptions Usage { get; } = new();

    /// <summary>Where events are posted to.</summary>
    public WebhookOptions Webhook { get; } = new();
}
