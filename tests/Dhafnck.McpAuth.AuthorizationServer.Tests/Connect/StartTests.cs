using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Connect;

/// <summary>Wrong settings stop the host, and without the authorization server there is nothing of it.</summary>
public sealed class StartTests
{
    [Fact]
    public Task A_missing_public_URL_stops_the_host() =>
        ShouldStopAsync("MCP_PUBLIC_URL", options => options.Settings.Remove("MCP_PUBLIC_URL"));

    [Fact]
    public Task A_missing_signing_key_stops_the_host() => ShouldStopAsync("JWT_SECRET_KEY", options =>
    {
        options.Settings["JWT_SECRET_KEY"] = null;
        options.Settings["MCP_AUTH_TYPE"] = "env";
        options.Settings["MCP_BEARER_TOKEN"] = "a-fixed-token-for-tests-of-32-characters";
    });

    [Fact]
    public Task An_authentication_type_that_refuses_its_tokens_stops_the_host() => ShouldStopAsync("MCP_AUTH_TYPE", options =>
    {
        options.Settings["MCP_AUTH_TYPE"] = "env";
        options.Settings["MCP_BEARER_TOKEN"] = "a-fixed-token-for-tests-of-32-characters";
    });

    [Fact]
    public Task Missing_endpoints_stop_the_host() => ShouldStopAsync("MapMcpAuthorizationServer", options => options.Map = app =>
    {
        app.MigrateMcpAuthAsync().GetAwaiter().GetResult();
        app.MapMcp("/mcp").RequireMcpAuth();
    });

    [Fact]
    public Task An_authorization_endpoint_without_a_policy_stops_the_host() => ShouldStopAsync("RequireAuthorization", options => options.Map = app =>
    {
        app.MigrateMcpAuthAsync().GetAwaiter().GetResult();
        app.MapMcp("/mcp").RequireMcpAuth();
        app.MapMcpAuthorizationServer();
    });

    [Fact]
    public Task A_resource_without_an_endpoint_stops_the_host() =>
        ShouldStopAsync("'/other'", _ => { }, settings => settings.Resources.Add("/other"));

    [Fact]
    public Task Missing_tables_stop_the_host() => ShouldStopAsync("MigrateMcpAuthAsync", options => options.Map = app =>
    {
        app.MapMcp("/mcp").RequireMcpAuth();
        app.MapMcpAuthorizationServer().RequireAuthorization("signed-in");
    });

    [Fact]
    public Task Connections_without_addresses_stop_the_host_where_the_rule_requires_some() =>
        ShouldStopAsync("McpAuth:Tokens:ConnectionAddresses", options => options.Settings["McpAuth:Tokens:RequireAllowedAddresses"] = "true");

    [Theory]
    [InlineData("McpAuthorizationServer:AccessTokenLifetime", "00:00:30")]
    [InlineData("McpAuthorizationServer:UnusedConnectionLifetime", "00:30:00")]
    [InlineData("McpAuthorizationServer:MaximumConnectionDays", "366")]
    [InlineData("McpAuthorizationServer:Resources:0", "mcp")]
    [InlineData("McpAuthorizationServer:ConfiguredClients:0:ClientId", "")]
    [InlineData("McpAuthorizationServer:AccesTokenLifetime", "01:00:00")]
    public Task A_wrong_setting_stops_the_host(string setting, string value) =>
        ShouldStopAsync("McpAuthorizationServer", options => options.Settings[setting] = value);

    [Fact]
    public async Task Settings_come_from_the_configuration()
    {
        await using var server = await ConnectServer.StartAsync(change: options => options.Settings["McpAuthorizationServer:AccessTokenLifetime"] = "00:10:00");
        var client = await OAuthClient.RegisterAsync(server);

        (await client.ConnectAsync()).Json["expires_in"]!.GetValue<long>().Should().BeInRange(598, 600);
    }

    [Fact]
    public async Task Without_the_authorization_server_there_is_no_endpoint_and_no_table()
    {
        var database = Path.Combine(Path.GetTempPath(), $"without-{Guid.NewGuid():N}.db");
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Auth = auth => auth.AddEntityFrameworkStores(o => o.UseSqlite($"Data Source={database};Pooling=False"));
            options.Map = app =>
            {
                app.MigrateMcpAuthAsync().GetAwaiter().GetResult();
                app.MapMcp("/mcp").RequireMcpAuth();
            };
        });

        foreach (var path in (string[])["/oauth/authorize", "/oauth/token", "/oauth/register", "/oauth/jwks", "/.well-known/oauth-authorization-server"])
        {
            using var response = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
            response.StatusCode.Should().Be(HttpStatusCode.NotFound, "of {0}", path);
        }

        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'mcp_oauth%'";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(0L);
    }

    private static async Task ShouldStopAsync(string message, Action<McpTestServerOptions> change, Action<AuthorizationServerOptions>? configure = null)
    {
        var start = async () => await ConnectServer.StartAsync(configure, change: change);

        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain(message);
    }
}
