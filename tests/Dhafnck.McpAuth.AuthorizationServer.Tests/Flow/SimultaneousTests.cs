using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>What happens at the same time ends as it would one after the other, on each database.</summary>
public sealed class SimultaneousTests(PostgresServer postgres)
{
    private const int Uses = 5;

    public static TheoryData<bool> Databases => [false, true];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_clients_first_exchanges_at_the_same_time_make_one_record(bool isPostgres)
    {
        await using var server = await StartAsync(isPostgres);
        var client = await OAuthClient.RegisterAsync(server);
        var codes = new List<string>();
        for (var number = 0; number < Uses; number++)
        {
            codes.Add(await client.AskAsync());
        }

        var answers = await Task.WhenAll(codes.Select(code => client.ExchangeAsync(code)));

        answers.Should().OnlyContain(answer => answer.Status == HttpStatusCode.OK);
        (await server.ListAsync()).Should().ContainSingle().Which.Credential.Generation.Should().Be(Uses);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_refresh_token_that_is_used_twice_at_the_same_time_ends_the_connection(bool isPostgres)
    {
        await using var server = await StartAsync(isPostgres);
        var client = await OAuthClient.RegisterAsync(server);
        var first = await client.ConnectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Uses).Select(_ => client.RefreshAsync(first.RefreshToken)));

        await ShouldHaveEndedAsync(server, answers);
        (await server.UseAsync(first.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_code_that_is_used_twice_at_the_same_time_ends_the_connection(bool isPostgres)
    {
        await using var server = await StartAsync(isPostgres);
        var client = await OAuthClient.RegisterAsync(server);
        var code = await client.AskAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Uses).Select(_ => client.ExchangeAsync(code)));

        await ShouldHaveEndedAsync(server, answers);
    }

    private static async Task ShouldHaveEndedAsync(ConnectServer server, TokenAnswer[] answers)
    {
        var succeeded = answers.Where(answer => answer.Status == HttpStatusCode.OK).ToList();
        succeeded.Should().HaveCountLessThanOrEqualTo(1);
        answers.Except(succeeded).Should().OnlyContain(answer => answer.Error == "invalid_grant");
        (await server.ListAsync()).Should().HaveCountLessThanOrEqualTo(1).And.OnlyContain(connection => connection.RevokedAt != null);
        foreach (var answer in succeeded)
        {
            (await server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    private async Task<ConnectServer> StartAsync(bool isPostgres)
    {
        if (!isPostgres)
        {
            return await ConnectServer.StartAsync();
        }

        var database = await postgres.CreateDatabaseAsync();
        return await ConnectServer.StartAsync(store: options => options.UseNpgsql(database));
    }
}
