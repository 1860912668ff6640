using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Samples.Tests.TokenServer;

/// <summary>How the token server starts, refuses to, logs, and survives.</summary>
public sealed class OperationTests(SharedTokenServer shared) : IDisposable
{
    private const string Key = "a key for tests, of more than thirty-two bytes";
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("tokenserver-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Without_configuration_it_says_what_to_send_first()
    {
        var server = shared.Process;

        (await server.Http.GetStringAsync("/")).Should().Contain($"'{server.Address}api/auth/register'").And.Contain("/api/v2/tokens/'").And.Contain("/mcp/'");
    }

    [Fact]
    public async Task What_it_says_to_send_goes_to_the_public_address_where_one_is_configured()
    {
        await using var server = await TokenServerProcess.StartAsync(("MCP_PUBLIC_URL", "https://mcp.example.com/base/"));

        var text = await server.Http.GetStringAsync("/");

        text.Should().Contain("'https://mcp.example.com/base/mcp/'").And.NotContain(server.Address.Authority);
        server.Output.Should().Contain("'https://mcp.example.com/base/api/auth/register'");
    }

    [Fact]
    public async Task A_kill_right_after_the_answer_loses_neither_a_creation_nor_a_revocation()
    {
        string user, kept, revoked;
        await using (var server = await StartOnDataAsync())
        {
            user = await server.SignInAsync();
            var first = await server.CreateTokenAsync(user, "execute:mcp");
            revoked = first["token"]!.GetValue<string>();
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v2/tokens/{first["id"]}");
            using var response = await server.SendAsync(request, user);
            response.StatusCode.Should().Be(HttpStatusCode.NoContent);
            await server.KillAsync();
        }

        await using (var server = await StartOnDataAsync())
        {
            kept = (await server.CreateTokenAsync(user, "execute:mcp"))["token"]!.GetValue<string>();
            await server.KillAsync();
        }

        await using var last = await StartOnDataAsync();
        using var accepted = await last.PostMcpAsync("/mcp/", ToolsList, kept);
        using var refused = await last.PostMcpAsync("/mcp/", ToolsList, revoked);
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.ToString().Should().Contain("revoked");
    }

    [Fact]
    public async Task The_development_key_is_for_its_owners_eyes_alone()
    {
        var key = Path.Combine(shared.Process.Data.FullName, "signing-key");

        (await File.ReadAllTextAsync(key)).Length.Should().BeGreaterThanOrEqualTo(64);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(key).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData("APP_DEBUG", "true")]
    [InlineData("LOG_LEVEL", "DEBUG")]
    public async Task Debug_mode_logs_why_each_request_was_refused_without_the_token(string name, string value)
    {
        await using var server = await TokenServerProcess.StartAsync((name, value));
        var created = await server.CreateTokenAsync(await server.SignInAsync(), "execute:mcp");
        var token = created["token"]!.GetValue<string>();

        using var accepted = await server.PostMcpAsync("/mcp/", ToolsList, token);
        using var refused = await server.PostMcpAsync("/mcp/", ToolsList, token + "x");
        await Eventually.IsSoAsync(() => server.Output.Contains("401 invalid_token: The access token is invalid.", StringComparison.Ordinal));

        server.Output.Should().Contain($"accepted {created["id"]}").And.NotContain(token.Split('.')[2]);
    }

    [Theory]
    [InlineData("No database is configured. Set ConnectionStrings__TokenServer")]
    [InlineData("JWT_SECRET_KEY", "ConnectionStrings__TokenServer=Data Source=:memory:")]
    [InlineData("JWT_SECRET_KEY has 5 bytes", "ConnectionStrings__TokenServer=Data Source=:memory:", "JWT_SECRET_KEY=short")]
    [InlineData("MCP_AUTH_TYPE is 'oauth'", "ConnectionStrings__TokenServer=Data Source=:memory:", "MCP_AUTH_TYPE=oauth", "JWT_SECRET_KEY=" + Key)]
    public async Task In_production_it_demands_the_real_settings(string message, params string[] settings)
    {
        var (exitCode, output) = await TokenServerProcess.RunToEndAsync("Production", [.. settings.Select(setting => setting.Split('=', 2)).Select(pair => (pair[0], pair[1]))]);

        exitCode.Should().NotBe(0);
        output.Should().Contain(message);
    }

    [Fact]
    public async Task In_production_it_starts_with_the_real_settings()
    {
        await using var server = await TokenServerProcess.StartAsync(
            "Production",
            _data,
            ownsData: false,
            ("JWT_SECRET_KEY", Key),
            ("ConnectionStrings__TokenServer", $"Data Source={Path.Combine(_data.FullName, "production.db")}"));
        var token = (await server.CreateTokenAsync(await server.SignInAsync(), "execute:mcp"))["token"]!.GetValue<string>();

        using var response = await server.PostMcpAsync("/mcp/", ToolsList, token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        File.Exists(Path.Combine(_data.FullName, "signing-key")).Should().BeFalse();
    }

    [Fact]
    public async Task A_static_token_alone_selects_env_in_development_too()
    {
        await using var server = await TokenServerProcess.StartAsync(("MCP_BEARER_TOKEN", "a-static-token"));

        using var accepted = await server.PostMcpAsync("/mcp/", ToolsList, "a-static-token");

        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private Task<TokenServerProcess> StartOnDataAsync() => TokenServerProcess.StartAsync("Development", _data, ownsData: false);
}
