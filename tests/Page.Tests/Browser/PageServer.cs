using Dhafnck.McpAuth.TestKit.Samples;

namespace Page.Tests.Browser;

/// <summary>One token server for all the tests, each of which has users of its own.</summary>
public sealed class PageServer : IAsyncLifetime
{
    private TokenServerProcess? _server;

    public TokenServerProcess Server => _server!;

    /// <summary>Its address, without a slash at its end.</summary>
    public string Address => Server.Address.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync() =>
        _server = await TokenServerProcess.StartAsync(("McpAuth__Tokens__ActiveTokensPerOwner", "2000"), ("McpAuth__Tokens__WritesPerMinute", "10000"), ("Logging__LogLevel__Default", "Warning"), ("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Information"));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
