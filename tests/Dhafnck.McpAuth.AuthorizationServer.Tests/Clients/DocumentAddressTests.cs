using Dhafnck.McpAuth.TestKit.Connect;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>A client cannot have the server send requests into its own network.</summary>
public sealed class DocumentAddressTests(GuardedServer shared) : IClassFixture<GuardedServer>
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost")]
    [InlineData("0.0.0.0")]
    public async Task A_document_on_this_machine_is_not_fetched(string name)
    {
        var (host, server) = (shared.Host, shared.Server);
        host.Publish("/client.json");
        var refusals = Refusals(server);

        var answer = await server.AskAsync(host.UrlOf("/client.json", name));

        answer.ShouldBeRefused("could not be reached at a public address");
        Refusals(server).Should().Be(refusals + 1);
        host.Connections.Should().Be(0);
    }

    [Theory]
    [InlineData("10.1.2.3", "a private network")]
    [InlineData("172.31.255.255", "a private network")]
    [InlineData("192.168.1.1", "a private network")]
    [InlineData("169.254.169.254", "the metadata service of a cloud")]
    [InlineData("168.63.129.16", "the platform's own address in Azure")]
    [InlineData("100.100.100.200", "carrier-grade NAT")]
    [InlineData("192.0.2.1", "documentation")]
    [InlineData("198.18.0.1", "benchmarks")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("255.255.255.255", "broadcast")]
    [InlineData("[::1]", "loopback")]
    [InlineData("[::]", "unspecified")]
    [InlineData("[fe80::1]", "link-local")]
    [InlineData("[fd00:ec2::254]", "unique local")]
    [InlineData("[ff02::1]", "multicast")]
    [InlineData("[2001:db8::1]", "documentation")]
    [InlineData("[::ffff:a9fe:a9fe]", "169.254.169.254, mapped")]
    [InlineData("[64:ff9b::a9fe:a9fe]", "169.254.169.254, by NAT64")]
    [InlineData("[2002:a9fe:a9fe::1]", "169.254.169.254, by 6to4")]
    [InlineData("[2001:0:a9fe:a9fe::1]", "Teredo")]
    [InlineData("[::a9fe:a9fe]", "169.254.169.254, IPv4-compatible")]
    public async Task A_document_at_an_address_of_special_use_is_not_fetched(string address, string use)
    {
        var server = shared.Server;
        var refusals = Refusals(server);

        var answer = await server.AskAsync(new Uri($"https://{address}/client.json").AbsoluteUri);

        answer.ShouldBeRefused("could not be reached at a public address");
        Refusals(server).Should().Be(refusals + 1, "it is {0}", use);
    }

    [Fact]
    public async Task An_operator_can_allow_private_addresses_and_is_warned()
    {
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host, clients => clients.AllowPrivateAddresses = true);

        (await server.AskAsync(host.Publish())).ShouldBeAccepted("Sample client");
        await server.Log.SaysAsync("Clients.AllowPrivateAddresses is set without Clients.DocumentHosts");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host: null, clients => clients.AllowPrivateAddresses = true);

        (await server.AskAsync(host.Publish())).ShouldBeRefused("over https");
        host.Requests.Should().BeEmpty();
    }

    private static int Refusals(ClientServer server) => server.Log.Entries.Count(entry => entry.Message.Contains("(RefusedAddressException)", StringComparison.Ordinal));
}
