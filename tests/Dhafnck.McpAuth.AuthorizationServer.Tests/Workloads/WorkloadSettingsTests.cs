using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Workloads;

/// <summary>The settings of workloads, from the configuration. Wrong ones stop the host.</summary>
public sealed class WorkloadSettingsTests
{
    private const string Issuer = "McpAuthorizationServer:Workloads:Issuers:0:";

    private static readonly Dictionary<string, string?> Valid = new()
    {
        [Issuer + "Issuer"] = "https://token.actions.githubusercontent.com",
        [Issuer + "Rules:0:Name"] = "Build jobs",
        [Issuer + "Rules:0:Subject"] = "repo:acme/tasks:ref:refs/heads/main",
        [Issuer + "Rules:0:Claims:repository_owner_id"] = "12345",
        [Issuer + "Rules:0:OwnerId"] = "build",
        [Issuer + "Rules:0:Scopes:0"] = "execute:mcp",
    };

    [Fact]
    public async Task Rules_come_from_the_configuration()
    {
        await using var server = await StartAsync();

        (await server.Http.GetStringAsync("/.well-known/oauth-authorization-server", TestContext.Current.CancellationToken)).Should().Contain(WorkloadServer.GrantType);
    }

    [Theory]
    [InlineData("Issuer", "")]
    [InlineData("Issuer", "http://token.actions.example.com")]
    [InlineData("Issuer", "cluster.local")]
    [InlineData("JwksUri", "http://cluster.example.com/keys")]
    [InlineData("Audience", "with a space")]
    [InlineData("Rules:0:Name", "")]
    [InlineData("Rules:0:Subject", "")]
    [InlineData("Rules:0:Subject", "*")]
    [InlineData("Rules:0:Subject", "*:ref:refs/heads/main")]
    [InlineData("Rules:0:OwnerId", " ")]
    [InlineData("Rules:0:Scopes:0", "mcp:admin")]
    [InlineData("Rules:0:Scopes:0", "tokens:rotate")]
    [InlineData("Rules:0:Scopes:0", "no:such")]
    [InlineData("Rules:0:RateLimit", "0")]
    [InlineData("Rules:0:AllowedAddresses:0", "office")]
    [InlineData("Rules:0:AllowedAddresses:0", "127.1")]
    [InlineData("Rules:0:Subjects", "repo:acme/tasks")]
    public async Task A_wrong_rule_stops_the_host(string setting, string value)
    {
        var start = () => StartAsync((Issuer + setting, value));

        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("McpAuthorizationServer");
    }

    [Theory]
    [InlineData("00:00:30")]
    [InlineData("1.00:00:01")]
    [InlineData("00:15:00.5")]
    public async Task A_wrong_lifetime_stops_the_host(string value)
    {
        var start = () => StartAsync(("McpAuthorizationServer:Workloads:TokenLifetime", value));

        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("TokenLifetime");
    }

    [Fact]
    public async Task A_rule_for_repositories_of_strangers_stops_the_host()
    {
        var start = () => StartAsync((Issuer + "Rules:0:Subject", "repo:*:ref:refs/heads/main"), (Issuer + "Rules:0:Claims:repository_owner_id", null));

        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("strangers");
    }

    private static Task<ConnectServer> StartAsync(params (string Name, string? Value)[] changes) => ConnectServer.StartAsync(change: options =>
    {
        foreach (var (name, value) in Valid.Select(setting => (setting.Key, setting.Value)).Concat(changes))
        {
            options.Settings[name] = value;
        }

        foreach (var (name, _) in changes.Where(change => change.Value is null))
        {
            options.Settings.Remove(name);
        }
    });
}
