using Dhafnck.McpAuth.TestKit.Connect;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Nobody can have the server fetch and keep documents without end.</summary>
public sealed class NewClientLimitTests
{
    [Fact]
    public async Task An_address_that_brings_many_documents_is_stopped_and_known_clients_are_not()
    {
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host, clients => clients.NewClientsPerHour = 2);
        (await server.AskAsync(host.Publish("/1.json"))).ShouldBeAccepted("Sample client");
        (await server.AskAsync(host.Publish("/2.json"))).ShouldBeAccepted("Sample client");

        (await server.AskAsync(host.Publish("/3.json"))).ShouldBeRefused("Too many new clients from this address");

        host.Requests.Should().Equal("/1.json", "/2.json");
        (await server.AskAsync(host.UrlOf("/1.json"))).ShouldBeAccepted("Sample client");
        await using var scope = server.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CountAsync(TestContext.Current.CancellationToken)).Should().Be(2);
    }
}
