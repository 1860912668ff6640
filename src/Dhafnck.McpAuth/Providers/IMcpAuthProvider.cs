namespace Dhafnck.McpAuth;

/// <summary>
/// Decides whether a bearer token is valid, and whom it represents. <c>MCP_AUTH_TYPE</c> selects the active provider, or several
/// of which each checks the credentials of its own form (<see cref="Credentials"/>). A provider is a singleton and must be
/// thread-safe. It rejects a token with a result; if it throws an exception, the request gets 503.
/// </summary>
public interface IMcpAuthProvider
{
    /// <summary>
    /// Whether a request must present a token. When <see langword="false"/>, the <c>Authorization</c> header is not
    /// read, and <see cref="BearerTokenContext.Token"/> is empty.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    bool RequiresToken => true;

    /// <summary>
    /// The challenge that protected endpoints send with 401 and 403 (<c>WWW-Authenticate</c>, RFC 9110 §11.6.1), for a provider
    /// that reads other credentials than a bearer token, such as an API key in a header of its own.
    /// </summary>
    /// <value>
    /// A challenge in ASCII, such as <c>ApiKey realm="mcp"</c>. The default is <see langword="null"/>: the challenge <c>Bearer</c>
    /// with the error and the required scopes (RFC 6750 §3).
    /// </value>
    string? Challenge => null;

    /// <summary>The form of the credentials that the provider checks. It matters only if several providers are active.</summary>
    /// <value>It must not change. The default is <see cref="ProviderCredentials.Any"/>: every token that no other provider recognizes.</value>
    ProviderCredentials Credentials => ProviderCredentials.Any;

    /// <summary>Loads the access token for a bearer token, or rejects it.</summary>
    /// <param name="context">The token, and the request that presents it.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>The access token, or the rejection.</returns>
    ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default);
}
