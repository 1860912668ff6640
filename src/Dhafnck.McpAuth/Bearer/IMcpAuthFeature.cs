namespace Dhafnck.McpAuth.Bearer;

/// <summary>The access token of a request: <c>httpContext.Features.Get&lt;IMcpAuthFeature&gt;()</c>.</summary>
public interface IMcpAuthFeature
{
    /// <summary>The accepted access token of the request.</summary>
    /// <value><see langword="null"/> when the request presented no token, or one that was refused.</value>
    AccessToken? AccessToken { get; }
}
