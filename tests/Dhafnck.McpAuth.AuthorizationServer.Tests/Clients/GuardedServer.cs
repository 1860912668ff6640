namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>A shared server as it is by default: it fetches documents from public addresses only.</summary>
public sealed class GuardedServer : SharedServer
{
    protected override void Configure(ClientOptions clients) => clients.AllowPrivateAddresses = false;
}
