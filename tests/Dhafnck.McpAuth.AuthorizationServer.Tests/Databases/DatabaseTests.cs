using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Databases;

/// <summary>The tables of the authorization server, in the database of the token store.</summary>
public sealed class DatabaseTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_whole_flow_works_on_SQLite() => await ConnectAsync(await ConnectServer.StartAsync());

    [Fact]
    public async Task The_whole_flow_works_on_PostgreSQL()
    {
        var connectionString = await postgres.CreateDatabaseAsync();

        await ConnectAsync(await ConnectServer.StartAsync(store: options => options.UseNpgsql(connectionString)));
    }

    [Fact]
    public async Task A_client_identifier_can_have_2000_characters()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        var clientId = "https://client.example/" + new string('a', 2000 - "https://client.example/".Length);
        await using var server = await ConnectServer.StartAsync(store: options => options.UseNpgsql(connectionString));
        await using var scope = server.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<OpenIddict.Abstractions.IOpenIddictApplicationManager>();

        await applications.CreateAsync(new OpenIddict.Abstractions.OpenIddictApplicationDescriptor { ClientId = clientId, ClientType = "public" }, TestContext.Current.CancellationToken);

        (await applications.FindByClientIdAsync(clientId, TestContext.Current.CancellationToken)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_client_identifier_that_PostgreSQL_cannot_store_is_refused()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var server = await ConnectServer.StartAsync(store: options => options.UseNpgsql(connectionString));

        var answer = await new OAuthClient(server, "a\0b").ExchangeAsync("a code");
        using var browser = new ConsentBrowser("alice");
        using var asked = await browser.OpenAsync(new OAuthClient(server, "a\0b").AuthorizationUrl());

        answer.ShouldBeRefused("invalid_request");
        ((int)asked.StatusCode).Should().BeInRange(400, 499, "of {0}", browser.Page);
    }

    private static async Task ConnectAsync(ConnectServer server)
    {
        await using (server)
        {
            await using var scope = server.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<AuthorizationServerDbContext>().Database.HasPendingModelChanges().Should().BeFalse();
            var client = await OAuthClient.RegisterAsync(server);
            var first = await client.ConnectAsync();
            var second = (await client.RefreshAsync(first.RefreshToken)).ShouldSucceed();
            (await server.UseAsync(second.AccessToken)).Should().Be(HttpStatusCode.OK);
            (await client.RefreshAsync(first.RefreshToken)).ShouldBeRefused("invalid_grant");
            (await server.UseAsync(second.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
        }
    }
}
