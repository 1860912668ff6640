using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>A shared server whose clock the tests move.</summary>
public sealed class TimedServer : SharedServer
{
    internal FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    protected override TimeProvider Time => Clock;
}
