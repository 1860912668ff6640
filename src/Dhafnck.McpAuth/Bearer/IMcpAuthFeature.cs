namespace Dhafnck.McpAuth.Bearer;

/// <summary>The access token of a request: <c>httpContext.Features.Get&lt;IMcpAuthFeature&gt;()</c>.</summary>
public interface IMcpAuthFeature
{
    /// <summary>The accepted access token of the request.</summary>
    /// <value><see langword="null"/> when the request presented no token, or one that was refused.</value>
    AccessToken? AccessToken { get; }

    /// <summary>The name of the provider that accepted or refused the request, such as <c>jwt</c>.</summary>
    /// <value><see langword="null"/> when several providers are active and the request has no credentials that one of them checks.</value>
    string? Provider { get; }
}
