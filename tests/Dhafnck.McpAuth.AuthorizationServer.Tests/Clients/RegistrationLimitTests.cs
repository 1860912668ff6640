using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Many registrations harm neither the server nor those who come from elsewhere.</summary>
public sealed class RegistrationLimitTests
{
    private const string Client = """{"client_name":"Sample client","redirect_uris":["http://127.0.0.1/callback"]}""";

    [Fact]
    public async Task An_address_over_its_limit_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        await using var server = await ClientServer.StartAsync(clients: clients => clients.NewClientsPerHour = 2);
        using var elsewhere = From("127.0.0.2", server.Http.BaseAddress!);

        (await server.RegisterAsync(Client)).Status.Should().Be(HttpStatusCode.Created);
        (await server.RegisterAsync("no JSON")).Status.Should().Be(HttpStatusCode.BadRequest);
        var refused = await server.RegisterAsync(Client);

        refused.Status.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Json["error"]!.GetValue<string>().Should().Be("too_many_requests");
        refused.Headers.RetryAfter!.Delta.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(30));
        (await server.RegisterAsync(Client, http: elsewhere)).Status.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_thousand_registrations_leave_the_server_as_it_was()
    {
        await using var server = await ClientServer.StartAsync(clients: clients => clients.NewClientsPerHour = 2000);

        await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, async (_, _) => (await server.RegisterAsync(Client)).Status.Should().Be(HttpStatusCode.Created));

        var latest = await server.RegisterAsync(Client);
        (await server.AskAsync(latest.ClientId)).ShouldBeAccepted("Sample client");
        await using var scope = server.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CountAsync(TestContext.Current.CancellationToken)).Should().Be(1001);
    }

    private static HttpClient From(string address, Uri server) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = server,
    };
}
