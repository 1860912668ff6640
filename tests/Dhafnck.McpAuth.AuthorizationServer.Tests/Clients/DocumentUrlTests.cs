using Dhafnck.McpAuth.TestKit.Connect;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>The URL of a metadata document has one spelling, and its host can be restricted.</summary>
public sealed class DocumentUrlTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("https://127.0.0.1:{0}/", "no path")]
    [InlineData("https://127.0.0.1:{0}", "no path at all")]
    [InlineData("https://user@127.0.0.1:{0}/client.json", "a user")]
    [InlineData("https://user:password@127.0.0.1:{0}/client.json", "a password")]
    [InlineData("https://127.0.0.1:{0}/client.json#part", "a fragment")]
    [InlineData("https://127.0.0.1:{0}/client.json#", "an empty fragment")]
    [InlineData("https://127.0.0.1:{0}/client.json?version=1", "a query")]
    [InlineData("https://127.0.0.1:{0}/client.json?", "an empty query")]
    [InlineData("https://127.0.0.1:{0}/other/../client.json", "two dots")]
    [InlineData("https://127.0.0.1:{0}/other/%2e%2e/client.json", "two dots, encoded")]
    [InlineData("https://127.0.0.1:{0}/./client.json", "a dot")]
    [InlineData("https://127.1:{0}/client.json", "a short address")]
    [InlineData("https://0x7f000001:{0}/client.json", "a hexadecimal address")]
    [InlineData("https://LOCALHOST:{0}/client.json", "uppercase")]
    [InlineData("HTTPS://127.0.0.1:{0}/client.json", "an uppercase scheme")]
    [InlineData("https:\\\\127.0.0.1:{0}\\client.json", "backslashes")]
    [InlineData("https://127.0.0.1:{0}/cl\u0131ent.json", "a letter beyond ASCII")]
    public async Task Other_spellings_are_refused_without_a_request(string form, string flaw)
    {
        var (host, server) = (shared.Host, shared.Server);
        host.Publish("/client.json");
        var connections = host.Connections;

        var answer = await server.AskAsync(form.Replace("{0}", $"{host.Port}"));

        answer.IsAccepted.Should().BeFalse("of {0}", flaw);
        host.Connections.Should().Be(connections, "of {0}", flaw);
    }

    [Fact]
    public async Task A_long_URL_is_refused()
    {
        var (host, server) = (shared.Host, shared.Server);

        (await server.AskAsync(host.Publish("/" + new string('a', 2000)))).ShouldBeRefused("normal form");
    }

    [Fact]
    public async Task Only_hosts_that_the_operator_names_are_accepted_if_any()
    {
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host, clients => clients.DocumentHosts.Add("localhost"));
        host.Publish("/other.json");
        host.Publish("/client.json", host.DocumentOf("/client.json", "localhost").ToJsonString());

        (await server.AskAsync(host.UrlOf("/other.json"))).ShouldBeRefused("does not accept metadata documents of this host");
        (await server.AskAsync(host.UrlOf("/client.json", "localhost"))).ShouldBeAccepted("Sample client");
        host.Requests.Should().Equal("/client.json");
    }

    [Fact]
    public async Task Without_the_kind_no_document_is_fetched()
    {
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host, clients => clients.Kinds = ClientKinds.Configured | ClientKinds.DynamicRegistration);

        (await server.AskAsync(host.Publish())).IsAccepted.Should().BeFalse();
        host.Connections.Should().Be(0);
    }
}
