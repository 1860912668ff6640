namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>
/// Options of <c>AddAuthorizationServer()</c>. They come from the configuration section <c>McpAuthorizationServer</c> and from code.
/// They are read once, when the host starts. Invalid options prevent the start.
/// </summary>
public sealed class AuthorizationServerOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "McpAuthorizationServer";

    /// <summary>The path that is a resource when <see cref="Resources"/> is empty.</summary>
    public const string DefaultResource = "/mcp";

    /// <summary>
    /// The paths of the MCP endpoints that clients connect to. Each is a resource (RFC 8707), and its URL below the public URL is
    /// the audience of its access tokens.
    /// </summary>
    /// <value>Paths that start with a slash, without route parameters. The default is empty, which means only <c>/mcp</c>.</value>
    public IList<string> Resources { get; } = [];

    /// <summary>The lifetime of an access token (<c>expires_in</c>, RFC 6749 §5.1). A connection that ends earlier ends it.</summary>
    /// <value>1 minute to 1 day. The default is 1 hour.</value>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The time without a new access token after which a connection ends.</summary>
    /// <value>At least <see cref="AccessTokenLifetime"/>, and at most 365 days. The default is 90 days.</value>
    public TimeSpan UnusedConnectionLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The number of days after which a connection ends, however much it is used. A user can choose fewer.</summary>
    /// <value>1 to 365. The default is 365.</value>
    public int MaximumConnectionDays { get; set; } = 365;

    /// <summary>Options that control which clients may request access from users.</summary>
    public ClientOptions Clients { get; } = new();

    /// <summary>The clients that the operator configures. They need neither a metadata document nor a registration.</summary>
    /// <value>The default is empty.</value>
    public IList<ConfiguredClient> ConfiguredClients { get; } = [];

    /// <summary>Which workloads, such as build jobs and pods, get tokens without a secret.</summary>
    public WorkloadOptions Workloads { get; } = new();

    /// <summary>The identity providers of enterprises that let clients in on behalf of their users.</summary>
    public EnterpriseOptions Enterprise { get; } = new();
}
