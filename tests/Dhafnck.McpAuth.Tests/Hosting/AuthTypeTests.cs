using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tests.Hosting;

public sealed class AuthTypeTests
{
    private const string Key = "JWT_SECRET_KEY=" + McpTestServer.SecretKey;

    [Theory]
    [InlineData("JwtBearerAuthProvider", "Production", "MCP_AUTH_TYPE=jwt", Key)]
    [InlineData("JwtBearerAuthProvider", "Production", "MCP_AUTH_TYPE=JWT", Key)]
    [InlineData("JwtBearerAuthProvider", "Production", Key)]
    [InlineData("JwtBearerAuthProvider", "Production", Key, "MCP_BEARER_TOKEN=abc")]
    [InlineData("EnvAuthProvider", "Production", "MCP_BEARER_TOKEN=abc")]
    [InlineData("EnvAuthProvider", "Production", "MCP_AUTH_TYPE=Env", "MCP_BEARER_TOKEN=abc", Key)]
    [InlineData("NoAuthProvider", "Development")]
    [InlineData("NoAuthProvider", "Production", "MCP_AUTH_TYPE=None")]
    [InlineData("NoAuthProvider", "Production", "MCP_AUTH_TYPE= none ", Key)]
    [InlineData("EnvAuthProvider", "Development", "MCP_BEARER_TOKEN=abc")]
    [InlineData("NoAuthProvider", "Development", "MCP_AUTH_TYPE=", "JWT_SECRET_KEY=", "MCP_BEARER_TOKEN=")]
    public async Task The_type_is_what_the_settings_say_or_imply(string provider, string environment, params string[] settings)
    {
        await using var server = await Setup(environment, settings).StartAsync();

        server.Services.GetRequiredService<IMcpAuthProvider>().GetType().Name.Should().Be(provider);
    }

    [Fact]
    public async Task An_open_server_outside_Development_is_warned_of()
    {
        await using var server = await Setup("Production", "MCP_AUTH_TYPE=none").StartAsync();

        server.Log.Entries.Should().Contain(entry => entry.Level == LogLevel.Warning && entry.Message.Contains("everyone who can reach this server can use it"));
    }

    [Theory]
    [InlineData("guess-me", true)]
    [InlineData("0123456789abcdef", false)]
    public async Task A_static_token_that_can_be_guessed_is_warned_of_outside_Development(string token, bool warned)
    {
        await using var server = await Setup("Production", "MCP_BEARER_TOKEN=" + token).StartAsync();

        server.Log.Entries.Any(entry => entry.Level == LogLevel.Warning && entry.Message.Contains("can be guessed")).Should().Be(warned);
        server.Log.Text.Should().NotContain(token);
    }

    [Fact]
    public async Task An_open_server_in_Development_is_warned_of_with_the_remedy()
    {
        await using var server = await Setup("Development").StartAsync();

        server.Log.Entries.Should().ContainSingle(entry => entry.Level >= LogLevel.Warning && entry.Category.StartsWith("Dhafnck"))
            .Which.Message.Should().Contain("no authentication").And.Contain("MCP_BEARER_TOKEN").And.Contain("openssl rand");
    }

    [Fact]
    public async Task A_protected_server_in_Development_is_nothing_to_warn_of()
    {
        await using var server = await Setup("Development", Key).StartAsync();

        server.Log.Entries.Should().NotContain(entry => entry.Level >= LogLevel.Warning && entry.Category.StartsWith("Dhafnck"));
    }

    [Theory]
    [InlineData("Production", true)]
    [InlineData("Development", false)]
    public async Task Tokens_kept_in_memory_are_warned_of_outside_Development(string environment, bool warned)
    {
        await using var server = await Setup(environment, Key).StartAsync();

        server.Log.Entries.Any(entry => entry.Level == LogLevel.Warning && entry.Message.Contains("kept in memory")).Should().Be(warned);
    }

    [Fact]
    public async Task A_provider_of_the_application_takes_the_place_of_jwt()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Auth = auth => auth.UseProvider<RejectingProvider>());
        var issued = await server.IssueAsync();

        using var response = await server.ListToolsAsync(issued.Value);

        response.Challenge().Should().Contain("error_description=\"Not today: 'quoted' / ?\"");
    }

    [Fact]
    public async Task A_provider_with_a_name_of_its_own_is_selected_by_that_name_in_any_case()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Settings = new() { ["MCP_AUTH_TYPE"] = "OFFICE", ["JWT_SECRET_KEY"] = McpTestServer.SecretKey };
            options.Auth = auth => auth.AddProvider<RejectingProvider>("office");
        });

        server.Services.GetRequiredService<IMcpAuthProvider>().Should().BeOfType<RejectingProvider>();
    }

    [Fact]
    public async Task A_provider_that_throws_makes_503_and_not_a_pass()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Auth = auth => auth.AddProvider<ThrowingProvider>("jwt"));
        var issued = await server.IssueAsync();

        using var response = await server.ListToolsAsync(issued.Value);

        ((int)response.StatusCode).Should().Be(503);
        server.Log.Text.Should().Contain("a defect of the provider");
    }

    [Fact]
    public async Task Adding_it_twice_is_adding_it_once_with_both_configurations()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Code = auth => auth.Jwt.Audiences.Add("one");
            options.Builder = builder => builder.AddMcpAuth(auth => auth.Jwt.Audiences.Add("two"));
        });
        var issued = await server.IssueAsync(audience: "two");

        using var response = await server.ListToolsAsync(issued.Value);

        response.IsSuccessStatusCode.Should().BeTrue();
        server.Log.Entries.Count(entry => entry.Message.StartsWith("MCP authentication: jwt")).Should().Be(1);
    }

    private static McpTestServerOptions Setup(string environment, params string[] settings) => new()
    {
        Environment = environment,
        Settings = settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]),
        Map = app => app.MapMcp("/mcp").RequireMcpAuth(),
    };

    private sealed class RejectingProvider(JwtBearerAuthDependencies dependencies) : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            var result = await base.LoadAccessTokenAsync(context, cancellationToken);
            return result.Succeeded ? AccessTokenResult.Rejected("Not today: \"quoted\" \\ \u2028") : result;
        }
    }

    private sealed class ThrowingProvider : IMcpAuthProvider
    {
        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("a defect of the provider");
    }
}
