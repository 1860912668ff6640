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

    /// <summary>
    /// The authentication type: <c>jwt</c>, <c>env</c>, <c>none</c>, or one that the application added; or several of them,
    /// separated by commas, such as <c>jwt,env</c>. The credentials of a request then select the one that checks it.
    /// <c>none</c> cannot be combined. <c>MCP_AUTH_TYPE</c> sets it.
    /// </summary>
    /// <value>
    /// The default is <c>jwt</c> when a signing key or a trusted issuer is configured, and the types that are active by default,
    /// such as that of <c>AddIntrospection</c>. Otherwise it is <c>env</c> when a fixed token is configured, or <c>none</c> in
    /// Development, unless the application added a provider of its own. In all other cases the host does not start.
    /// </value>
    public string? AuthType { get; set; }

    /// <summary>
    /// A header in which a request may send the token alone, without the word <c>Bearer</c>, for clients that cannot set
    /// <c>Authorization</c>. A request with both headers is refused (RFC 6750 §2). <c>MCP_TOKEN_HEADER</c> sets it.
    /// </summary>
    /// <value>A header that nothing else uses, such as <c>X-API-Key</c>. The default is <see langword="null"/>: only <c>Authorization</c> is read.</value>
    public string? TokenHeader { get; set; }

    /// <summary>The scopes that requests need.</summary>
    public ScopeOptions Scopes { get; } = new();

    /// <summary>The metadata that tells clients which authorization servers issue tokens (RFC 9728), and the allowed origins.</summary>
    public ProtectedResourceOptions Resource { get; } = new();

    /// <summary>Proof of possession: tokens that are bound to a key of the client (DPoP, RFC 9449).</summary>
    public DpopOptions Dpop { get; } = new();

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

    /// <summary>Options of rate limits.</summary>
    public UsageOptions Usage { get; } = new();

    /// <summary>Options of a server on standard input and output.</summary>
    public StdioOptions Stdio { get; } = new();

    /// <summary>The webhook that receives events.</summary>
    public WebhookOptions Webhook { get; } = new();

    /// <summary>The secret scanners that may report leaked tokens.</summary>
    public TokenScannerOptions Scanners { get; } = new();

    /// <summary>Returns the authentication types of <see cref="AuthType"/>, each once and in lower case.</summary>
    /// <returns>Empty when no type is configured.</returns>
    public IReadOnlyList<string> GetAuthTypes() =>
        [.. (AuthType ?? "").ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
}
