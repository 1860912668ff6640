using System.Data.Common;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.Data.Sqlite;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Npgsql;

namespace Samples.Tests.TokenServer;

/// <summary>Tasks, context and agents belong to a subject of an issuer: whoever else is called the same has none of them.</summary>
public sealed class OwnerTests(PostgresServer postgres, TrustingTokenServer trusting) : IClassFixture<TrustingTokenServer>, IDisposable
{
    private static readonly string[] Scopes = ["execute:mcp", "write:tasks", "write:context", "write:agents"];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("tokenserver-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_subject_of_another_issuer_is_not_the_user_of_that_name()
    {
        var server = trusting.Process;
        var own = (await server.CreateTokenAsync(await server.SignInAsync(), Scopes))["token"]!.GetValue<string>();
        await using var local = await server.ConnectAsync(own);
        var subject = JsonNode.Parse(await CallAsync(local, "whoami"))!["subject"]!.GetValue<string>();
        await using var one = await server.ConnectAsync(TrustingTokenServer.One.Sign(subject));
        await using var other = await server.ConnectAsync(TrustingTokenServer.Other.Sign(subject));

        foreach (var (client, name) in new[] { (local, "local"), (one, "one"), (other, "other") })
        {
            await CallAsync(client, "create_task", ("title", $"task of {name}"));
            await CallAsync(client, "set_context", ("key", "same"), ("value", $"context of {name}"));
            await CallAsync(client, "configure_agent", ("name", "same"), ("instructions", $"agent of {name}"));
        }

        foreach (var (client, name) in new[] { (local, "local"), (one, "one"), (other, "other") })
        {
            (await CallAsync(client, "list_tasks")).Should().Contain($"task of {name}").And.NotContainAny(Others("task", name));
            (await CallAsync(client, "get_context")).Should().Contain($"context of {name}").And.NotContainAny(Others("context", name));
            (await CallAsync(client, "list_agents")).Should().Contain($"agent of {name}").And.NotContainAny(Others("agent", name));
            var resource = (await client.ReadResourceAsync("tasks://open")).Contents.OfType<TextResourceContents>().Single();
            resource.Text.Should().Contain($"task of {name}").And.NotContainAny(Others("task", name));
        }
    }

    [Fact]
    public async Task A_subject_of_another_issuer_completes_none_of_the_users_tasks()
    {
        var server = trusting.Process;
        var own = (await server.CreateTokenAsync(await server.SignInAsync(), Scopes))["token"]!.GetValue<string>();
        await using var local = await server.ConnectAsync(own);
        var subject = JsonNode.Parse(await CallAsync(local, "whoami"))!["subject"]!.GetValue<string>();
        var id = JsonNode.Parse(await CallAsync(local, "create_task", ("title", "mine")))!["id"]!.GetValue<int>();
        await using var foreign = await server.ConnectAsync(TrustingTokenServer.One.Sign(subject));

        var refused = await foreign.CallToolAsync("complete_task", new Dictionary<string, object?> { ["id"] = id });

        refused.IsError.Should().BeTrue();
        Text(refused).Should().Contain($"You have no task {id}.");
        (await CallAsync(local, "list_tasks")).Should().Contain("\"isDone\":false");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_data_of_a_database_from_before_stays_its_users(bool isPostgres)
    {
        var connectionString = isPostgres ? await postgres.CreateDatabaseAsync() : $"Data Source={Path.Combine(_data.FullName, "before.db")}";
        string token, subject;
        await using (var before = await StartOnAsync(connectionString))
        {
            token = (await before.CreateTokenAsync(await before.SignInAsync(), Scopes))["token"]!.GetValue<string>();
            await using var client = await before.ConnectAsync(token);
            subject = JsonNode.Parse(await CallAsync(client, "whoami"))!["subject"]!.GetValue<string>();
        }

        await BringBackAsync(isPostgres, connectionString, subject);

        await using var server = await StartOnAsync(connectionString);
        await using var user = await server.ConnectAsync(token);
        await CallAsync(user, "set_context", ("key", "before"), ("value", "context from now"));
        (await CallAsync(user, "list_tasks")).Should().Contain("task from before").And.NotContain("somebody else");
        (await CallAsync(user, "list_agents")).Should().Contain("agent from before");
        (await CallAsync(user, "get_context")).Should().Contain("context from now").And.NotContain("context from before");
    }

    // The tables as they were, with something in them.
    private static async Task BringBackAsync(bool isPostgres, string connectionString, string subject)
    {
        var (identity, text, flag) = isPostgres ? ("integer GENERATED BY DEFAULT AS IDENTITY", "text", "false") : ("INTEGER", "TEXT", "0");
        await using DbConnection connection = isPostgres ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            DROP TABLE tasks; DROP TABLE context; DROP TABLE agents;
            CREATE TABLE tasks ("Id" {identity} NOT NULL CONSTRAINT "PK_tasks" PRIMARY KEY, "OwnerId" {text} NOT NULL, "Title" {text} NOT NULL, "IsDone" {(isPostgres ? "boolean" : "INTEGER")} NOT NULL);
            CREATE INDEX "IX_tasks_OwnerId" ON tasks ("OwnerId");
            CREATE TABLE context ("OwnerId" {text} NOT NULL, "Key" {text} NOT NULL, "Value" {text} NOT NULL, CONSTRAINT "PK_context" PRIMARY KEY ("OwnerId", "Key"));
            CREATE TABLE agents ("OwnerId" {text} NOT NULL, "Name" {text} NOT NULL, "Instructions" {text} NOT NULL, CONSTRAINT "PK_agents" PRIMARY KEY ("OwnerId", "Name"));
            INSERT INTO tasks ("OwnerId", "Title", "IsDone") VALUES ('{subject}', 'task from before', {flag}), ('elsewhere', 'task of somebody else', {flag});
            INSERT INTO context VALUES ('{subject}', 'before', 'context from before');
            INSERT INTO agents VALUES ('{subject}', 'before', 'agent from before');
            DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%OwnByIssuer';
            """;
        await command.ExecuteNonQueryAsync();
    }

    private static IEnumerable<string> Others(string kind, string name) =>
        new[] { "local", "one", "other" }.Where(other => other != name).Select(other => $"{kind} of {other}\"");

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
        result.IsError.Should().NotBe(true, Text(result));
        return Text(result);
    }

    private static string Text(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    private Task<TokenServerProcess> StartOnAsync(string connectionString) => TokenServerProcess.StartAsync(
        "Development", _data, ownsData: false, ("ConnectionStrings__TokenServer", connectionString));
}
