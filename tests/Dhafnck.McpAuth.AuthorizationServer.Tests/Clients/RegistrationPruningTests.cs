using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Clients that registered themselves and that no user has approved are removed after a day.</summary>
public sealed class RegistrationPruningTests
{
    private const string Client = """{"client_name":"Sample client","redirect_uris":["http://127.0.0.1/callback"]}""";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_client_that_no_user_approved_is_removed_after_a_day_and_not_before()
    {
        await using var server = await ClientServer.StartAsync(time: _time);
        var registered = await server.RegisterAsync(Client);
        _time.Advance(TimeSpan.FromHours(12));
        var later = await server.RegisterAsync(Client);

        _time.Advance(TimeSpan.FromHours(13));
        await server.Log.SaysAsync("Removed 1 clients that no user has approved");

        (await server.AskAsync(registered.ClientId)).IsAccepted.Should().BeFalse();
        (await server.AskAsync(later.ClientId)).ShouldBeAccepted("Sample client");
    }

    [Fact]
    public async Task A_client_that_a_user_approved_stays()
    {
        await using var server = await ClientServer.StartAsync(time: _time);
        var approved = await server.RegisterAsync(Client);
        await server.RegisterAsync(Client);
        await using var scope = server.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var application = await applications.FindByClientIdAsync(approved.ClientId, TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().CreateAsync(
            new OpenIddictTokenDescriptor
            {
                ApplicationId = await applications.GetIdAsync(application!, TestContext.Current.CancellationToken),
                Type = OpenIddictConstants.TokenTypeIdentifiers.RefreshToken,
                Status = OpenIddictConstants.Statuses.Valid,
                Subject = "alice",
            },
            TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromHours(26));
        await server.Log.SaysAsync("Removed 1 clients that no user has approved");

        (await server.AskAsync(approved.ClientId)).ShouldBeAccepted("Sample client");
    }

    [Fact]
    public async Task A_thousand_unused_clients_are_removed_together_and_a_client_of_the_operator_is_not()
    {
        await using var server = await ClientServer.StartAsync(clients: clients => clients.NewClientsPerHour = 2000, time: _time);
        await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, async (_, _) => await server.RegisterAsync(Client));
        await using var scope = server.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await applications.CreateAsync(new OpenIddictApplicationDescriptor { ClientId = "my-client", ClientType = OpenIddictConstants.ClientTypes.Public }, TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromHours(26));
        await server.Log.SaysAsync("Removed 1000 clients that no user has approved");

        (await applications.CountAsync(TestContext.Current.CancellationToken)).Should().Be(1);
    }

    [Fact]
    public async Task A_document_that_nobody_approved_is_removed_and_comes_back()
    {
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host, time: _time);
        var url = host.Publish();
        await server.AskAsync(url);

        _time.Advance(TimeSpan.FromHours(1));
        await server.Log.SaysAsync("Removed 1 clients that no user has approved");

        (await server.AskAsync(url)).ShouldBeAccepted("Sample client");
    }
}
