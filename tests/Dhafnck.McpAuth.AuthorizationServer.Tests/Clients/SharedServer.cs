using Dhafnck.McpAuth.TestKit.Connect;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>A website with documents and a server that fetches them, for the tests of one class. Each test publishes at paths of its own.</summary>
public class SharedServer : IAsyncLifetime
{
    internal DocumentHost Host { get; private set; } = null!;

    internal ClientServer Server { get; private set; } = null!;

    protected virtual TimeProvider Time => TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        Host = await DocumentHost.StartAsync();
        Server = await ClientServer.StartAsync(
            Host,
            clients =>
            {
                clients.NewClientsPerHour = 100_000;
                Configure(clients);
            },
            Time);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(ClientOptions clients)
    {
    }
}
