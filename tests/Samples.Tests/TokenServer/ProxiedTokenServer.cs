namespace Samples.Tests.TokenServer;

/// <summary>A token server that knows its proxy, and the prefix that the proxy gives it.</summary>
public sealed class ProxiedTokenServer() : SharedTokenServer(("KnownProxies", "127.0.0.1"), ("PathBase", Prefix))
{
    public const string Prefix = "/team";
}
