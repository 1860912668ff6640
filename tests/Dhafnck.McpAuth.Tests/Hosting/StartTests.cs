using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Hosting;

/// <summary>What keeps a host from starting, and what the message says.</summary>
public sealed class StartTests
{
    private const string Key = "JWT_SECRET_KEY=" + McpTestServer.SecretKey;

    [Theory]
    [InlineData("No authentication is configured*JWT_SECRET_KEY*MCP_BEARER_TOKEN*MCP_AUTH_TYPE=none*")]
    [InlineData("MCP_AUTH_TYPE is 'oauth'*jwt, env, none*", "MCP_AUTH_TYPE=oauth", Key)]
    [InlineData("MCP_AUTH_TYPE is 'jwt', but JWT_SECRET_KEY is not set*openssl rand*", "MCP_AUTH_TYPE=jwt")]
    [InlineData("MCP_AUTH_TYPE is 'jwt', but JWT_SECRET_KEY is not set*", "MCP_AUTH_TYPE=jwt", "JWT_SECRET_KEY=")]
    [InlineData("JWT_SECRET_KEY has 31 bytes*32*openssl rand*", "JWT_SECRET_KEY=1234567890123456789012345678901")]
    [InlineData("JWT_SECRET_KEY has 5 bytes*", "MCP_AUTH_TYPE=none", "JWT_SECRET_KEY=short")]
    [InlineData("MCP_AUTH_TYPE is 'env', but MCP_BEARER_TOKEN is not set*", "MCP_AUTH_TYPE=env")]
    [InlineData("A token of MCP_BEARER_TOKEN cannot be sent*", "MCP_BEARER_TOKEN=with\"quote")]
    [InlineData("A token of MCP_BEARER_TOKEN contains white space*'Bearer'*commas*", "MCP_BEARER_TOKEN=Bearer s3cret-of-the-operator")]
    [InlineData("A token of MCP_BEARER_TOKEN contains white space*", "MCP_BEARER_TOKEN=correct horse battery s3cret")]
    [InlineData("A token of MCP_BEARER_TOKEN contains white space*", "MCP_BEARER_TOKEN=one-token\nand-a-s3cret")]
    [InlineData("A token of MCP_BEARER_TOKEN contains white space*", "MCP_BEARER_TOKEN=one-token,Bearer\ts3cret")]
    [InlineData("A token of MCP_BEARER_TOKEN contains white space*", "McpAuth:Env:Tokens=Bearer s3cret")]
    [InlineData("A token of MCP_BEARER_TOKEN contains white space*", "McpAuth:Env:Tokens:0=Bearer s3cret")]
    [InlineData("A token of MCP_BEARER_TOKEN cannot be sent*", "McpAuth:Env:Tokens:0=one,s3cret")]
    [InlineData("MCP_BEARER_TOKEN is set but empty*", "MCP_BEARER_TOKEN= , ")]
    [InlineData("JWT_SECRET_KEY is set but empty*", "MCP_AUTH_TYPE=none", "JWT_SECRET_KEY= \n")]
    [InlineData("None.AllowedAddresses has '172.017.0.1', which is not*", "MCP_AUTH_TYPE=none", "McpAuth:None:AllowedAddresses=127.0.0.1,172.017.0.1")]
    [InlineData("None.AllowedAddresses has 'host.docker.internal'*", "MCP_AUTH_TYPE=none", "McpAuth:None:AllowedAddresses:0=host.docker.internal")]
    [InlineData("JWT_ISSUER must have*", Key, "JWT_ISSUER=two words")]
    [InlineData("Each audience of JWT_AUDIENCE must have*", Key, "JWT_AUDIENCE=ümlaut")]
    [InlineData("MCP_REQUIRED_SCOPES names 'mcp:acess'*mcp:access*AddScope*", Key, "MCP_REQUIRED_SCOPES=mcp:acess")]
    [InlineData("MCP_GRANTED_SCOPES names 'all'*", "MCP_AUTH_TYPE=none", "MCP_GRANTED_SCOPES=all")]
    [InlineData("MCP_GRANTED_SCOPES names 'mcp:admin'*", "MCP_AUTH_TYPE=none", "MCP_GRANTED_SCOPES=mcp:admin")]
    [InlineData("Tokens.ActiveTokensPerOwner must be 1 or more*", Key, "McpAuth:Tokens:ActiveTokensPerOwner=0")]
    [InlineData("Tokens.WritesPerMinute must be 1 or more*", Key, "McpAuth:Tokens:WritesPerMinute=0")]
    [InlineData("Tokens.ConcurrentWrites must be 1 or more*", Key, "McpAuth:Tokens:ConcurrentWrites=0")]
    [InlineData("MCP_REQUIRED_SCOPES is set but empty*", Key, "MCP_REQUIRED_SCOPES=,")]
    [InlineData("MCP_GRANTED_SCOPES is set but empty*", "MCP_AUTH_TYPE=none", "MCP_GRANTED_SCOPES= , ")]
    [InlineData("McpAuth:Scopes:Required is set but empty*", Key, "McpAuth:Scopes:Required=,")]
    [InlineData("McpAuth has a value but must be a section of settings*", Key, "McpAuth=jwt")]
    [InlineData("Both JWT_SECRET_KEY and JWT_SECRET_KEY_FILE are set*", Key, "JWT_SECRET_KEY_FILE=/run/secrets/key")]
    [InlineData("JWT_SECRET_KEY_FILE names the file '/does/not/exist'*", "JWT_SECRET_KEY_FILE=/does/not/exist")]
    [InlineData("MCP_BEARER_TOKEN_FILE names the file '/dev/null'*it is empty*", "MCP_BEARER_TOKEN_FILE=/dev/null")]
    [InlineData("Both McpAuth:Jwt:SecretKey and McpAuth:Jwt:SecretKeyFile are set*", "McpAuth:Jwt:SecretKey=x", "McpAuth:Jwt:SecretKeyFile=y")]
    public async Task Wrong_settings_stop_the_start_and_the_message_says_what_to_do(string message, params string[] settings)
    {
        var start = () => Setup(settings).StartAsync();

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message).Which.ToString().Should().NotContain("s3cret");
    }

    [Fact]
    public async Task A_misspelled_setting_of_the_section_stops_the_start()
    {
        var start = () => Setup([Key, "McpAuth:Scopes:Requierd=mcp:access"]).StartAsync();

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*Scopes:Requierd*");
    }

    [Fact]
    public async Task A_provider_of_the_application_is_never_passed_by_because_nothing_is_configured()
    {
        var start = () => McpTestServer.StartAsync(options =>
        {
            options.Environment = "Development";
            options.Settings = [];
            options.Auth = auth => auth.AddProvider<Dhafnck.McpAuth.Tests.Providers.EverybodyProvider>("everybody");
        });

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("No authentication is configured*");
    }

    [Fact]
    public async Task A_host_that_is_disposed_of_without_being_stopped_has_nothing_that_fails()
    {
        var server = await McpTestServer.StartAsync();
        using var client = server.Http;
        var running = server.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Where(service => service.GetType().Assembly == typeof(ScopeDefinition).Assembly)
            .Select(service => service.ExecuteTask!)
            .ToList();

        await ((IAsyncDisposable)server.Services.GetRequiredService<IHost>()).DisposeAsync();

        running.Should().NotBeEmpty();

        // A service that had not begun yet is cancelled.
        await Task.WhenAny(Task.WhenAll(running));
        running.Should().NotContain(task => task.IsFaulted);
    }

    [Fact]
    public async Task A_required_scope_that_no_token_can_have_stops_the_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Mcp = mcp => mcp.WithTools([McpServerTool.Create([RequiredScope("wirte:tasks")] () => "x", new() { Name = "typo" })]));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'typo'*'wirte:tasks'*AddScope*");
    }

    [Fact]
    public async Task A_required_scope_of_an_endpoint_that_no_token_can_have_stops_the_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Map = app => app.MapGet("/x", [RequiredScope("raed:tasks")] () => "x").RequireMcpAuth());

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*'raed:tasks'*");
    }

    [Fact]
    public async Task A_secret_where_a_section_belongs_is_not_quoted()
    {
        var start = () => Setup(["McpAuth:Env=hunter2-hunter2"]).StartAsync();

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public async Task No_message_holds_a_secret()
    {
        var start = () => Setup(["JWT_SECRET_KEY=hunter2-hunter2", "MCP_BEARER_TOKEN=with\"quote"]).StartAsync();

        var thrown = await start.Should().ThrowAsync<OptionsValidationException>();
        thrown.Which.ToString().Should().NotContain("hunter2").And.NotContain("with\"quote");
    }

    [Fact]
    public async Task A_key_of_32_bytes_is_enough_and_bytes_are_those_of_UTF_8()
    {
        await using var ascii = await Setup(["JWT_SECRET_KEY=12345678901234567890123456789012"]).StartAsync();
        await using var unicode = await Setup(["JWT_SECRET_KEY=äöüäöüäöüäöüäöüä"]).StartAsync();

        using var response = await unicode.ListToolsAsync((await unicode.IssueAsync()).Value);
        response.IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Token_endpoints_without_a_user_policy_stop_the_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Map = app => app.MapMcpTokens());

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*MapMcpTokens().RequireAuthorization(*");
    }

    [Fact]
    public async Task Token_endpoints_opened_to_everyone_stop_the_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Map = app => app.MapMcpTokens().RequireAuthorization("signed-in").AllowAnonymous());

        await start.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task A_fallback_policy_is_a_user_policy()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Builder = builder => builder.Services.Configure<AuthorizationOptions>(authorization =>
                authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            options.Map = app => app.MapMcpTokens();
        });

        using var anonymous = await server.SendAsUserAsync(HttpMethod.Get, "/api/v2/tokens", user: null);
        using var alice = await server.SendAsUserAsync(HttpMethod.Get, "/api/v2/tokens");
        ((int)anonymous.StatusCode).Should().Be(401);
        ((int)alice.StatusCode).Should().Be(200);
    }

    [Fact]
    public async Task Token_endpoints_without_a_key_stop_the_start()
    {
        var start = () => McpTestServer.StartAsync(options => options.Settings = new() { ["MCP_BEARER_TOKEN"] = "abc" });

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*JWT_SECRET_KEY*openssl rand*");
    }

    [Fact]
    public async Task An_endpoint_that_stands_for_controllers_found_later_cannot_be_protected_and_says_so()
    {
        var start = () => McpTestServer.StartAsync(options =>
        {
            options.Builder = builder => builder.Services.AddControllers();
            options.Map = app => app.MapFallbackToController("/x/{*path:nonfile}", "Index", "Nowhere").RequireMcpAuth();
        });

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("RequireMcpAuth() cannot protect*MapControllers()*");
    }

    [Fact]
    public async Task Protecting_endpoints_without_AddMcpAuth_says_what_is_missing()
    {
        await using var app = LoopbackApplication.CreateBuilder().Build();
        app.MapGet("/", () => "").RequireMcpAuth();

        var look = () => ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList();

        look.Should().Throw<InvalidOperationException>().WithMessage("*AddMcpAuth()*");
    }

    private static McpTestServerOptions Setup(string[] settings) => new()
    {
        Settings = settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]),
        Map = app => app.MapMcp("/mcp").RequireMcpAuth(),
    };
}
