using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Providers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer.Stdio;

/// <summary>Who the caller is on a server on standard input and output, and what the caller may do: the same as over HTTP.</summary>
public sealed class StdioPrincipalTests
{
    private const string PartnerKey = "the partner's key, of more than thirty-two bytes";

    [Fact]
    public async Task A_tool_gets_the_principal_of_the_token_in_the_environment()
    {
        await using var server = new StdioTestServer();
        await server.ConnectAsync((await server.IssueAsync()).Value);

        (await server.CallAsync("whoami")).Should().Be("alice");
        (await server.CallAsync("write_tasks")).Should().Be("written");
    }

    [Fact]
    public async Task Lists_omit_what_the_token_may_not_use()
    {
        await using var server = new StdioTestServer();
        var client = await server.ConnectAsync((await server.IssueAsync(["execute:mcp", "read:tasks"])).Value);

        (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name).Should().BeEquivalentTo("whoami", "read_tasks");
        (await client.ListPromptsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(prompt => prompt.Name).Should().BeEquivalentTo("open");
    }

    [Fact]
    public async Task A_call_without_its_scope_is_refused_with_the_scopes_that_it_needs_and_the_session_goes_on()
    {
        await using var server = new StdioTestServer();
        await server.ConnectAsync((await server.IssueAsync(["execute:mcp", "read:tasks"])).Value);

        var call = () => server.CallAsync("write_both");

        var error = (await call.Should().ThrowAsync<McpProtocolException>()).WithMessage("*lacks a scope*write:tasks write:context*").Which;
        error.Data["status"]?.ToString().Should().Be("403");
        error.Data["error"]?.ToString().Should().Be("insufficient_scope");
        error.Data["scope"]?.ToString().Should().Contain("write:context");
        (await server.CallAsync("read_tasks")).Should().Be("tasks");
        server.Log.Text.Should().Contain("stdio: refused (null) with 403 insufficient_scope");
    }

    [Fact]
    public async Task The_policies_of_a_tool_judge_the_caller()
    {
        await using var server = new StdioTestServer();
        server.Mcp.WithTools<PolicyTools>();
        server.Registrations.AddAuthorizationBuilder()
            .AddPolicy("alice", policy => policy.RequireClaim("sub", "alice"))
            .AddPolicy("bob", policy => policy.RequireClaim("sub", "bob"));
        var client = await server.ConnectAsync((await server.IssueAsync()).Value);

        (await server.CallAsync("for_alice")).Should().Be("alice only");
        var other = () => server.CallAsync("for_bob");

        (await other.Should().ThrowAsync<McpProtocolException>()).Which.Data["status"]?.ToString().Should().Be("403");
        (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name).Should().Contain("for_alice").And.NotContain("for_bob");
    }

    [Fact]
    public async Task An_entry_of_the_settings_requires_its_scopes()
    {
        await using var server = new StdioTestServer(
            ("JWT_SECRET_KEY", McpTestServer.SecretKey),
            ("McpAuth:Scopes:Operations:0:Tool", "whoami"),
            ("McpAuth:Scopes:Operations:0:Scopes:0", "read:agents"));
        await server.ConnectAsync((await server.IssueAsync()).Value);

        var call = () => server.CallAsync("whoami");

        await call.Should().ThrowAsync<McpProtocolException>().WithMessage("*lacks a scope*read:agents*");
    }

    [Fact]
    public async Task A_claims_transformation_changes_the_principal_that_tools_get()
    {
        await using var server = new StdioTestServer();
        server.Registrations.AddSingleton<IClaimsTransformation, Transformation>();
        server.Mcp.WithTools<PolicyTools>();
        await server.ConnectAsync((await server.IssueAsync()).Value);

        (await server.CallAsync("department_of")).Should().Be("research");
    }

    [Theory]
    [InlineData("env", "a-token-of-the-operator", "env by env")]
    [InlineData("jwt,env", "a-token-of-the-operator", "env by env")]
    [InlineData("jwt,env", null, "alice by jwt")]
    public async Task Each_type_accepts_its_tokens_also_several_at_once(string types, string? token, string expected)
    {
        await using var server = new StdioTestServer(
            ("MCP_AUTH_TYPE", types),
            ("JWT_SECRET_KEY", McpTestServer.SecretKey),
            ("MCP_BEARER_TOKEN", "a-token-of-the-operator"));
        server.Mcp.WithTools<PolicyTools>();
        await server.ConnectAsync(token ?? (await server.IssueAsync()).Value);

        (await server.CallAsync("who_by")).Should().Be(expected);
    }

    [Fact]
    public async Task The_type_none_needs_no_token_and_reads_none()
    {
        await using var server = new StdioTestServer(("MCP_AUTH_TYPE", "none"));
        await server.ConnectAsync("anything at all");

        (await server.CallAsync("whoami")).Should().Be("anonymous");
    }

    [Fact]
    public async Task A_token_of_a_trusted_issuer_is_accepted()
    {
        await using var server = new StdioTestServer(
            ("McpAuth:Jwt:TrustedIssuers:0:Issuer", "https://partner.example"),
            ("McpAuth:Jwt:TrustedIssuers:0:SecretKey", PartnerKey),
            ("McpAuth:Jwt:TrustedIssuers:0:Audiences", "our-server"));
        var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        await server.ConnectAsync(RawJwt.Hs256(
            PartnerKey,
            """{"alg":"HS256","typ":"JWT"}""",
            $$"""{"iss":"https://partner.example","aud":"our-server","sub":"partner-user","scope":"execute:mcp","exp":{{expires}}}"""));

        (await server.CallAsync("whoami")).Should().Be("partner-user");
    }

    [Fact]
    public async Task A_provider_of_the_application_finds_the_token_in_the_header_that_it_reads()
    {
        await using var server = new StdioTestServer(("MCP_AUTH_TYPE", "key"), ("McpAuth:Stdio:Header", "X-Room-Key"));
        server.Auth.AddProvider<RoomKeyProvider>("key");
        await server.ConnectAsync("the-key-of-room-7");

        (await server.CallAsync("whoami")).Should().Be("room-7");
    }

    [Fact]
    public async Task Tools_cannot_read_the_token()
    {
        const string Name = "STDIO_PRINCIPAL_TESTS_TOKEN";
        await using var server = new StdioTestServer(("MCP_AUTH_TYPE", "env"), ("MCP_BEARER_TOKEN", "a-token-of-the-operator"), ("McpAuth:Stdio:Variable", Name), (Name, "a-token-of-the-operator"));
        server.Mcp.WithTools<PolicyTools>();
        Environment.SetEnvironmentVariable(Name, "a-token-of-the-operator");
        await server.ConnectAsync(null);

        (await server.CallAsync("read_setting", ("name", Name))).Should().Be("nothing, nothing");
        server.Log.Text.Should().NotContain("a-token-of-the-operator");
    }

    [McpServerToolType]
    private sealed class PolicyTools
    {
        [McpServerTool(Name = "for_alice"), Authorize(Policy = "alice")]
        public static string ForAlice() => "alice only";

        [McpServerTool(Name = "for_bob"), Authorize(Policy = "bob")]
        public static string ForBob() => "bob only";

        [McpServerTool(Name = "department_of")]
        public static string DepartmentOf(ClaimsPrincipal user) => user.FindFirst("department")?.Value ?? "none";

        [McpServerTool(Name = "who_by")]
        public static string WhoBy(ClaimsPrincipal user) => $"{user.FindFirst("sub")?.Value} by {user.FindFirst(McpClaimTypes.Provider)?.Value}";

        [McpServerTool(Name = "read_setting")]
        public static string ReadSetting(IConfiguration configuration, string name) =>
            $"{configuration[name] ?? "nothing"}, {Environment.GetEnvironmentVariable(name) ?? "nothing"}";
    }

    private sealed class Transformation : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            principal.AddIdentity(new ClaimsIdentity([new Claim("department", "research")]));
            return Task.FromResult(principal);
        }
    }

    private sealed class RoomKeyProvider : IMcpAuthProvider
    {
        public bool RequiresToken => false;

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(context.HttpContext.Request.Headers["X-Room-Key"] == "the-key-of-room-7"
                ? AccessTokenResult.Success(new() { Subject = "room-7", Scopes = ["execute:mcp"], Issuer = "rooms" })
                : AccessTokenResult.Rejected("The key is invalid."));
    }
}
