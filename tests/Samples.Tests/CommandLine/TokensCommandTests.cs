using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Proofs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Samples.Tests.TokenServer;

namespace Samples.Tests.CommandLine;

/// <summary>The commands of an operator beside a server that runs on the same database.</summary>
public sealed class TokensCommandTests(PostgresServer postgres, SharedTokenServer shared)
{
    private const string Tools = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";
    private readonly TokenServerProcess _server = shared.Process;

    [Fact]
    public async Task A_created_token_is_all_that_goes_to_standard_output_and_the_running_server_accepts_it()
    {
        var owner = await OwnerAsync(_server);

        var created = await RunAsync("create", "--owner", owner, "--name", "from the shell", "--scope", "execute:mcp", "--scope", "read:tasks", "--expires-in-days", "7");

        created.ExitCode.Should().Be(0, created.Errors);
        var token = created.Output.TrimEnd('\n');
        token.Should().MatchRegex("^eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$");
        created.Errors.Should().Contain("tok_").And.NotContain(token);
        (await StatusAsync(_server, token)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_is_listed_rotated_and_revoked_as_JSON_and_the_trail_names_who_ran_the_commands()
    {
        var owner = await OwnerAsync(_server);
        var created = (await RunAsync("create", "--owner", owner, "--name", "t", "--scope", "execute:mcp", "--output", "json")).Json;
        var id = created.GetProperty("id").GetString()!;

        var listed = (await RunAsync("list", "--owner", owner, "--state", "active", "--output", "json")).Json;
        var rotated = (await RunAsync("rotate", id, "--output", "json")).Json;
        var granted = (await RunAsync("grant", id, "mcp:admin", "--output", "json")).Json;
        var removed = (await RunAsync("remove", id, "mcp:admin", "--output", "json")).Json;
        var renewed = await StatusAsync(_server, rotated.GetProperty("token").GetString()!);
        var revoked = (await RunAsync("revoke", id, "--output", "json")).Json;
        var trail = await RunAsync("audit", "--token", id, "--output", "json");

        listed.GetProperty("total").GetInt32().Should().Be(1);
        listed.GetProperty("data")[0].TryGetProperty("token", out _).Should().BeFalse();
        rotated.GetProperty("token").GetString().Should().NotBe(created.GetProperty("token").GetString());
        granted.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal("execute:mcp", "mcp:admin");
        removed.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal("execute:mcp");
        renewed.Should().Be(HttpStatusCode.OK);
        revoked.GetProperty("revoked").GetInt32().Should().Be(1);
        await Eventually.GetAsync(() => StatusAsync(_server, rotated.GetProperty("token").GetString()!), status => status == HttpStatusCode.Unauthorized);
        var entries = trail.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        entries.Select(entry => (string)entry["action"]!).Should().Equal("revoke", "remove_scope", "grant_scope", "rotate", "create");
        entries.Should().OnlyContain(entry => (string)entry["by_kind"]! == "command" && (string)entry["by"]! == $"{Environment.UserName}@{Environment.MachineName}");
    }

    [Fact]
    public async Task A_token_is_bound_to_a_key_whose_proof_the_running_server_asks_for()
    {
        using var key = ProofKey.Create();
        var owner = await OwnerAsync(_server);

        var created = await RunAsync("create", "--owner", owner, "--name", "bound", "--scope", "execute:mcp", "--dpop-jkt", key.Thumbprint);

        created.ExitCode.Should().Be(0, created.Errors);
        (await StatusAsync(_server, created.Output.TrimEnd('\n'))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_was_issued_after_a_time_is_revoked_on_PostgreSQL_and_nothing_else()
    {
        var data = Directory.CreateTempSubdirectory("tokenserver-");
        try
        {
            (string, string)[] settings =
            [
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("DataDirectory", data.FullName),
                ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"),
                ("ConnectionStrings__TokenServer", await postgres.CreateDatabaseAsync()),
            ];
            await using var server = await TokenServerProcess.StartAsync("Production", data, ownsData: false, settings);
            var owner = await OwnerAsync(server);
            var before = (await TokensCommand.RunAsync(settings, "tokens", "create", "--owner", owner, "--name", "before", "--scope", "execute:mcp")).Succeeded;
            var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            var later = await Eventually.GetAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow()), now => now.ToUnixTimeSeconds() > second);
            var moment = later.ToString("yyyy-MM-ddTHH:mm:ssZ");
            var after = (await TokensCommand.RunAsync(settings, "tokens", "create", "--owner", owner, "--name", "after", "--scope", "execute:mcp")).Succeeded;

            var revoked = await TokensCommand.RunAsync(settings, "tokens", "revoke", "--issued-after", moment);
            var pruned = await TokensCommand.RunAsync(settings, "tokens", "prune", "--output", "json");

            revoked.Succeeded.Should().Be("Revoked 1 token.");
            pruned.Json.GetProperty("tokens").GetInt32().Should().Be(0);
            await Eventually.GetAsync(() => StatusAsync(server, after), status => status == HttpStatusCode.Unauthorized);
            (await StatusAsync(server, before)).Should().Be(HttpStatusCode.OK);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_a_command_does_is_told_to_the_webhook_before_it_ends()
    {
        var owner = await OwnerAsync(_server);
        var told = new ConcurrentQueue<string>();
        await using var receiver = await ReceiveAsync(told);
        var settings = WithWebhook(receiver);

        var created = await TokensCommand.RunAsync(settings, "tokens", "create", "--owner", owner, "--name", "t", "--scope", "execute:mcp");
        var revoked = await TokensCommand.RunAsync(settings, "tokens", "revoke", "--owner", owner);

        created.ExitCode.Should().Be(0, created.Errors);
        revoked.ExitCode.Should().Be(0, revoked.Errors);
        told.Should().Equal("token.created", "token.revoked");
    }

    [Fact]
    public async Task What_a_command_did_before_it_failed_is_told_to_the_webhook()
    {
        var owner = await OwnerAsync(_server);
        string[] create = ["create", "--owner", owner, "--name", "t", "--scope", "execute:mcp", "--output", "json"];
        var first = (await RunAsync(create)).Json.GetProperty("id").GetString()!;
        await RunAsync(create);
        var told = new ConcurrentQueue<string>();
        await using var receiver = await ReceiveAsync(told);
        await using var database = new SqliteConnection($"Data Source={Path.Combine(_server.Data.FullName, "tokenserver.db")};Pooling=False");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(database, $"CREATE TRIGGER Keep_{first} BEFORE UPDATE ON mcp_tokens WHEN NEW.id = '{first}' BEGIN SELECT RAISE(ABORT, 'kept'); END");

        // The newest token is revoked first.
        var failed = await TokensCommand.RunAsync(WithWebhook(receiver), "tokens", "revoke", "--owner", owner, "--issued-after", "2020-01-01T00:00:00Z");
        await ExecuteAsync(database, $"DROP TRIGGER Keep_{first}");

        failed.ExitCode.Should().Be(3, failed.Errors);
        told.Should().Equal("token.revoked");
    }

    [Theory]
    [InlineData(1, "There is no token with this identifier.", "revoke", "tok_00000000000000000000000000000000")]
    [InlineData(1, "scopes: The scope 'read:nothing' is unknown.", "create", "--owner", "nobody", "--name", "t", "--scope", "read:nothing")]
    [InlineData(2, "State what to revoke", "revoke")]
    [InlineData(2, "State what to revoke", "revoke", "tok_1", "--owner", "nobody")]
    [InlineData(2, "--issued-after must be a time such as", "revoke", "--issued-after", "yesterday")]
    [InlineData(2, "--grace-period must be from 0", "rotate", "tok_1", "--grace-period", "-1")]
    [InlineData(2, "Option '--owner' is required.", "create", "--name", "t", "--scope", "read:tasks")]
    public async Task A_command_that_fails_says_why_on_standard_error_and_prints_nothing(int exitCode, string message, params string[] arguments)
    {
        var command = await RunAsync(arguments);

        command.ExitCode.Should().Be(exitCode);
        command.Output.Should().BeEmpty();
        command.Errors.Should().Contain(message);
    }

    [Fact]
    public async Task A_database_that_is_away_is_exit_code_3_and_the_password_stays_out_of_the_message()
    {
        var command = await TokensCommand.RunAsync(
            [
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("DataDirectory", _server.Data.FullName),
                ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"),
                ("ConnectionStrings__TokenServer", "Host=127.0.0.1;Port=1;Database=tokens;Username=tokens;Password=not-to-be-seen"),
            ],
            "tokens", "list");

        command.ExitCode.Should().Be(3);
        command.Output.Should().BeEmpty();
        command.Errors.Should().Contain("Check that the database runs").And.NotContain("not-to-be-seen");
    }

    private static async Task<WebApplication> ReceiveAsync(ConcurrentQueue<string> told)
    {
        var receiver = LoopbackApplication.CreateBuilder().Build();
        receiver.Run(async context => told.Enqueue((await JsonNode.ParseAsync(context.Request.Body))!["type"]!.GetValue<string>()));
        await receiver.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    private static async Task ExecuteAsync(SqliteConnection database, string statement)
    {
        await using var command = database.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private (string, string)[] WithWebhook(WebApplication receiver) =>
    [
        ("ASPNETCORE_ENVIRONMENT", "Development"),
        ("DataDirectory", _server.Data.FullName),
        ("MCP_WEBHOOK_URL", receiver.Urls.First()),
        ("MCP_WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
    ];

    private static async Task<HttpStatusCode> StatusAsync(TokenServerProcess server, string token)
    {
        using var response = await server.PostMcpAsync("/mcp/", Tools, token);
        return response.StatusCode;
    }

    /// <summary>Registers a user without tokens, and gives the user's identifier.</summary>
    private static async Task<string> OwnerAsync(TokenServerProcess server)
    {
        var user = await server.SignInAsync();
        using var config = await server.SendAsync(new(HttpMethod.Get, "/tokens/config"), user);
        return (await config.Content.ReadFromJsonAsync<JsonObject>())!["owner"]!.GetValue<string>();
    }

    private Task<TokensCommand> RunAsync(params string[] arguments) =>
        TokensCommand.RunAsync([("ASPNETCORE_ENVIRONMENT", "Development"), ("DataDirectory", _server.Data.FullName)], ["tokens", .. arguments]);
}
