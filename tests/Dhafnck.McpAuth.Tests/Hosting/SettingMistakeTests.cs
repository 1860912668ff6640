using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Hosting;

/// <summary>What a mistake in the settings or in the registration is told of at start.</summary>
public sealed class SettingMistakeTests
{
    public static TheoryData<string> Rooms => [.. typeof(McpAuthOptions).GetProperties().Where(room => room.PropertyType.IsClass && room.PropertyType != typeof(string)).Select(room => room.Name)];

    [Theory]
    [InlineData("McpAuth:Cache:MaximumRecords is 'many', which cannot be read: *", "McpAuth:Cache:MaximumRecords=many")]
    [InlineData("McpAuth:Usage:SendRateLimitHeaders is 'yes', which cannot be read: *", "McpAuth:Usage:SendRateLimitHeaders=yes")]
    [InlineData("McpAuth:Scopes:Requierd is not a setting. *", "McpAuth:Scopes:Requierd=s3cret")]
    [InlineData("McpAuth:Jwt:TrustedIssuers:0:Isuer is not a setting. *", "McpAuth:Jwt:TrustedIssuers:0:Isuer=s3cret")]
    [InlineData("*Cache:MaximumRecords is 'many'*Scopes:Requierd is not a setting*", "McpAuth:Scopes:Requierd=s3cret", "McpAuth:Cache:MaximumRecords=many")]
    public async Task A_wrong_setting_of_the_section_is_named(string message, params string[] settings)
    {
        var start = () => StartAsync(settings);

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message).Which.ToString().Should().NotContain("s3cret");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public async Task A_value_where_a_section_belongs_stops_the_start(string room)
    {
        var start = () => StartAsync($"McpAuth:{room}=s3cret");

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage($"McpAuth:{room} has a value but must be a section*").Which.ToString().Should().NotContain("s3cret");
    }

    [Theory]
    [InlineData("MCP_AUTHTYPE", "MCP_AUTH_TYPE")]
    [InlineData("mcp_auth_typ", "MCP_AUTH_TYPE")]
    [InlineData("JWT_SECRET", "JWT_SECRET_KEY")]
    [InlineData("JWT_SECRETKEY", "JWT_SECRET_KEY")]
    [InlineData("JWT_AUDIENCES", "JWT_AUDIENCE")]
    [InlineData("MCP_BEARER_TOKENS", "MCP_BEARER_TOKEN")]
    [InlineData("MCP_WEBHOOK", "MCP_WEBHOOK_URL")]
    public async Task A_variable_that_looks_like_a_setting_is_warned_of_without_its_value(string variable, string setting)
    {
        await using var server = await StartAsync($"JWT_SECRET_KEY={McpTestServer.SecretKey}", $"{variable}=s3cret");

        Warnings(server).Should().ContainSingle(message => message.Contains(variable, StringComparison.Ordinal))
            .Which.Should().Contain(setting).And.NotContain("s3cret");
    }

    [Theory]
    [InlineData("MCP_SERVER_NAME")]
    [InlineData("MCP")]
    [InlineData("JWT")]
    [InlineData("PATH")]
    [InlineData("MCP_AUTH_TYPE", "jwt")]
    public async Task A_variable_of_something_else_is_not_warned_of(string variable, string value = "x")
    {
        await using var server = await StartAsync($"JWT_SECRET_KEY={McpTestServer.SecretKey}", $"{variable}={value}");

        Warnings(server).Should().NotContain(message => message.Contains("is not a setting"));
    }

    [Fact]
    public async Task A_server_on_standard_input_without_its_gate_does_not_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Mcp = mcp => mcp.WithStdioServerTransport());

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*WithStdioServerTransport()*Add WithMcpAuth()*Remove AddMcpAuth()*");
    }

    [Fact]
    public async Task A_token_store_without_a_usage_store_is_told_what_stays_empty()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Auth = auth => auth.AddTokenStore<SwitchableTokenStore>());

        Warnings(server).Should().ContainSingle(message => message.Contains("AddUsageStore"))
            .Which.Should().Contain(nameof(SwitchableTokenStore)).And.Contain("charts, addresses and the request counts");
    }

    private static IEnumerable<string> Warnings(McpTestServer server) =>
        server.Log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Message);

    private static Task<McpTestServer> StartAsync(params string[] settings) =>
        McpTestServer.StartAsync(options =>
        {
            options.Settings = settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]);
            options.Map = app => app.MapMcp("/mcp").RequireMcpAuth();
        });
}
