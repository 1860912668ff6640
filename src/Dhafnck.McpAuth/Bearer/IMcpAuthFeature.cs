using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What is known of the token of a request: <c>httpContext.Features.Get&lt;IMcpAuthFeature&gt;()</c>.</summary>
public interface IMcpAuthFeature
{
    /// <summary>What the request's token stands for.</summary>
    /// <value><see langword="null"/> when the request presented none, or one that was refused.</value>
    AccessToken? AccessToken { get; }
}
