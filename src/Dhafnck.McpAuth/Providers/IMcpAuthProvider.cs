namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// Decides whether a bearer token is good and whose it is. One is active in a process, selected by
/// <c>MCP_AUTH_TYPE</c>. A provider is a singleton, safe for use by many threads; it says no with a value,
/// and an exception from it makes the request get 503.
/// </summary>
public interface IMcpAuthProvider
{
    /// <summary>
    /// Whether a request has to present a token. When <see langword="false"/>, the <c>Authorization</c> header is not
    /// read, and <see cref="BearerTokenContext.Token"/> is empty.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    bool RequiresToken => true;

    /// <summary>Says what a token stands for, or why it is refused.</summary>
    /// <param name="context">The token presented, and the request that presented it.</param>
    /// <param name="cancellationToken">The request was aborted.</param>
    ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default);
}
