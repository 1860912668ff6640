using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.CustomProvider;

/// <summary>The guide's "Custom Token Validation": a subclass with an allowlist of addresses.</summary>
public sealed class OfficeProviderTests(OfficeProcess office) : IClassFixture<OfficeProcess>
{
    private const string Sample = "CustomProvider";
    private const string Key = "a key for tests, of more than thirty-two bytes";

    [Theory]
    [InlineData("127.0.0.1/32", "127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.0.0.1/32", "127.0.0.2", HttpStatusCode.Unauthorized)]
    [InlineData("192.0.2.0/24, 127.0.0.0/30", "127.0.0.2", HttpStatusCode.OK)]
    [InlineData("192.0.2.0/24", "127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData("not a network", "127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData("0177.0.0.0/8", "127.0.0.1", HttpStatusCode.Unauthorized)]
    public async Task A_token_is_accepted_from_the_addresses_in_its_metadata_alone(string allowed, string from, HttpStatusCode expected)
    {
        var server = office.Process;
        var (id, token) = await CreateTokenAsync(server, allowed);

        using var response = await ListToolsAsync(server, token, from);

        response.StatusCode.Should().Be(expected);
        if (expected == HttpStatusCode.Unauthorized)
        {
            response.Headers.WwwAuthenticate.ToString().Should().Contain("error=\"invalid_token\"").And.Contain("The token may not be used from this address.");
            await Eventually.GetAsync(() => Task.FromResult(server.Output), output => output.Contains($"token.rejected: {id} other 127.0.0.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Metadata_never_opens_what_the_configuration_closes()
    {
        await using var server = await SampleProcess.StartAsync(
            Sample, "Development", ("JWT_SECRET_KEY", Key), ("DEVELOPMENT_PASSWORD", "pw"), ("OfficeNetworks__0", "127.0.0.2/32"), ("OfficeNetworks__1", "192.0.2.0/24"), ("OfficeNetworks__2", "192.0.2.0/24"));
        var (_, token) = await CreateTokenAsync(server, "127.0.0.0/8");

        using var outside = await ListToolsAsync(server, token, "127.0.0.1");
        using var inside = await ListToolsAsync(server, token, "127.0.0.2");

        outside.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        inside.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<(string Id, string Token)> CreateTokenAsync(SampleProcess server, string allowedAddresses)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/")
        {
            Content = JsonContent.Create(new { name = "t", scopes = new[] { "execute:mcp", "read:rooms" }, metadata = new { allowed_addresses = allowedAddresses } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("developer:pw"u8));
        using var response = await server.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var created = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return (created["id"]!.GetValue<string>(), created["token"]!.GetValue<string>());
    }

    private static async Task<HttpResponseMessage> ListToolsAsync(SampleProcess server, string token, string from)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http.BaseAddress!, "/mcp"))
        {
            Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/list","id":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        return await client.SendAsync(request);
    }
}
