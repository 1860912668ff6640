namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>Options that control which OAuth clients may request access from users, and how the server learns about them.</summary>
/// <remarks>
/// The HTTP client that fetches metadata documents has the name <see cref="DocumentClientName"/>. To trust certificates of your own,
/// change its handler with <c>services.AddHttpClient(ClientOptions.DocumentClientName).UseSocketsHttpHandler((handler, _) =&gt; …)</c>.
/// Do not replace the handler: it refuses private addresses and redirects.
/// </remarks>
public sealed class ClientOptions
{
    /// <summary>The name of the HTTP client that fetches metadata documents and the keys that they refer to.</summary>
    public const string DocumentClientName = "Dhafnck.McpAuth.ClientDocuments";

    /// <summary>The kinds of clients that are accepted.</summary>
    /// <value>The default is <see cref="ClientKinds.All"/>.</value>
    public ClientKinds Kinds { get; set; } = ClientKinds.All;

    /// <summary>The hosts whose metadata documents are accepted, such as <c>claude.ai</c>. Subdomains are other hosts.</summary>
    /// <value>Host names without scheme and port. The default is empty: every host is accepted.</value>
    public IList<string> DocumentHosts { get; } = [];

    /// <summary>
    /// Whether metadata documents are also fetched from addresses that are not public, such as <c>10.0.0.1</c> or
    /// <c>127.0.0.1</c>. Set it in development, or in an intranet together with <see cref="DocumentHosts"/>: with it, anybody can
    /// have the server send requests to the machines of its own network.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>The time limit for fetching one client's metadata document and keys.</summary>
    /// <value>More than zero, at most 1 minute. The default is 5 seconds.</value>
    public TimeSpan DocumentDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The maximum size of a metadata document, and of a set of keys, in bytes.</summary>
    /// <value>1,024 to 1,048,576. The default is 65,536 (64 KB).</value>
    public int MaximumDocumentBytes { get; set; } = 64 * 1024;

    /// <summary>The time for which a metadata document is cached at least, whatever its HTTP headers say.</summary>
    /// <value>Zero to <see cref="MaximumDocumentAge"/>. The default is 5 minutes.</value>
    public TimeSpan MinimumDocumentAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The time for which a metadata document is cached at most, whatever its HTTP headers say. A cached document also serves for that
    /// time when its host cannot be reached.
    /// </summary>
    /// <value>More than zero, at most 30 days. The default is 1 day.</value>
    public TimeSpan MaximumDocumentAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The private-use URI schemes that clients which register themselves may redirect to (RFC 8252 §7.1). Any application on a
    /// user's device can claim such a scheme, so https and loopback URIs are safer.
    /// </summary>
    /// <value>Schemes in lowercase. The default is <c>cursor</c>, which the editor Cursor registers.</value>
    public IList<string> RedirectSchemes { get; } = ["cursor"];

    /// <summary>
    /// The maximum number of new clients per address and hour: registrations, and metadata documents that are not cached. A further
    /// one is refused. An IPv6 address counts by its network of 64 bits. Each process counts separately. Behind a reverse proxy, use
    /// ASP.NET Core's forwarded headers middleware, so that requests have their client's address.
    /// </summary>
    /// <value>1 or more. The default is 60.</value>
    public int NewClientsPerHour { get; set; } = 60;

    /// <summary>
    /// The time after its registration when a client that no user has approved is removed. Removal runs when the host starts, and
    /// then every hour.
    /// </summary>
    /// <value>1 hour to 365 days. The default is 1 day.</value>
    public TimeSpan UnusedRegistrationLifetime { get; set; } = TimeSpan.FromDays(1);
}
