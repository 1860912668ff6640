using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Client;

namespace Samples.Tests.TokenServer;

/// <summary>The server behind a proxy that ends TLS, has a path prefix of its own, and says in headers whom it speaks for.</summary>
public sealed class ReverseProxyTests(ProxiedTokenServer known) : IClassFixture<ProxiedTokenServer>, IAsyncDisposable
{
    private const string Prefix = ProxiedTokenServer.Prefix;
    private const string ClientAddress = "198.51.100.7";

    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly List<IAsyncDisposable> _running = [];
    private readonly List<HttpClient> _clients = [];

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }

        _certificate.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_browser_is_sent_to_the_sign_in_at_the_address_that_it_knows(bool stripsPrefix)
    {
        var client = Client(await StartProxyAsync(known.Process, stripsPrefix));

        using var page = await GetPageAsync(client, "tokens");
        using var home = await GetPageAsync(client, "");
        using var signIn = await GetPageAsync(client, "sign-in");
        var firstSteps = await client.GetStringAsync("");

        page.StatusCode.Should().Be(HttpStatusCode.Redirect);
        page.Headers.Location.Should().Be(new Uri(client.BaseAddress!, "sign-in?returnUrl=%2Fteam%2Ftokens"));
        new Uri(client.BaseAddress!, home.Headers.Location!).Should().Be(new Uri(client.BaseAddress!, "sign-in"));
        signIn.StatusCode.Should().Be(HttpStatusCode.OK);
        firstSteps.Should().Contain(new Uri(client.BaseAddress!, "api/auth/login").ToString());
    }

    [Fact]
    public async Task The_cookie_of_the_sign_in_is_for_TLS_and_for_the_prefix_alone()
    {
        var client = Client(await StartProxyAsync(known.Process, stripsPrefix: true));
        var credentials = new { email = $"{Guid.NewGuid():N}@example.com", password = "Passw0rd" };
        using var registered = await client.PostAsJsonAsync("api/auth/register", credentials);

        using var signedIn = await client.PostAsJsonAsync("api/auth/login?useCookies=true", credentials);

        signedIn.Headers.GetValues("Set-Cookie").Single().Should().Contain("; secure").And.Contain($"; path={Prefix}");
    }

    [Theory]
    [InlineData("mcp", HttpTransportMode.StreamableHttp, true)]
    [InlineData("mcp", HttpTransportMode.StreamableHttp, false)]
    [InlineData("mcp/sse", HttpTransportMode.Sse, true)]
    [InlineData("mcp/sse", HttpTransportMode.Sse, false)]
    public async Task A_client_calls_a_tool_over_either_transport(string path, HttpTransportMode mode, bool stripsPrefix)
    {
        var client = Client(await StartProxyAsync(known.Process, stripsPrefix));
        client.DefaultRequestHeaders.Authorization = new("Bearer", await MakeTokenAsync(client));

        await using var mcp = await McpClient.CreateAsync(new HttpClientTransport(new() { Endpoint = new(client.BaseAddress!, path), TransportMode = mode }, client), new() { InitializationTimeout = Eventually.Deadline });
        var result = await mcp.CallToolAsync("create_task", new Dictionary<string, object?> { ["title"] = "Try it" });

        result.IsError.Should().NotBe(true);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8; 127.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("", false)]
    public async Task Only_a_known_proxy_says_where_a_request_comes_from_and_how(string proxies, bool believed)
    {
        var server = await TokenServerProcess.StartAsync(("KnownProxies", proxies), ("PathBase", Prefix));
        _running.Add(server);
        var client = Client(await StartProxyAsync(server, stripsPrefix: true));
        client.DefaultRequestHeaders.Authorization = new("Bearer", await MakeTokenAsync(client, ClientAddress));

        using var page = await GetPageAsync(client, "tokens");
        using var call = await client.SendAsync(RawHttp.Post("mcp", RawHttp.ToolsList));

        page.Headers.Location!.Scheme.Should().Be(believed ? "https" : "http");
        call.StatusCode.Should().Be(believed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_refused_and_is_not_believed_of_a_proxy_either()
    {
        var server = await TokenServerProcess.StartAsync(("KnownProxies", "127.0.0.1"));
        _running.Add(server);
        using var rebound = RawHttp.Post("/mcp", RawHttp.ToolsList);
        rebound.Headers.Host = "evil.example";
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, "/");
        forwarded.Headers.Add("X-Forwarded-Host", "evil.example");
        forwarded.Headers.Add("X-Forwarded-Proto", "https");

        using var refused = await server.Http.SendAsync(rebound);
        using var answered = await server.Http.SendAsync(forwarded);

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answered.Content.ReadAsStringAsync()).Should().NotContain("evil.example");
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_stops_the_start()
    {
        var (exitCode, output) = await TokenServerProcess.RunToEndAsync("Development", ("KnownProxies", "nginx"));

        exitCode.Should().NotBe(0);
        output.Should().Contain("KnownProxies has 'nginx'");
    }

    [Fact]
    public async Task A_client_in_a_browser_reads_what_it_needs_of_a_refusal_and_no_other_page_does()
    {
        var server = await TokenServerProcess.StartAsync(("BrowserClientOrigins", "https://client.example; https://other.example"));
        _running.Add(server);

        using var preflight = await PreflightAsync(server, "https://client.example");
        using var refused = await PostAsync(server, "https://client.example");
        using var foreign = await PreflightAsync(server, "https://evil.example");

        preflight.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://client.example");
        preflight.Headers.GetValues("Access-Control-Allow-Headers").Single().Should().ContainAll("Authorization", "Mcp-Session-Id", "MCP-Protocol-Version");
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        refused.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://client.example");
        refused.Headers.GetValues("Access-Control-Expose-Headers").Single().Should().ContainAll("WWW-Authenticate", "Mcp-Session-Id", "Retry-After");
        foreign.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
    }

    private static async Task<HttpResponseMessage> PreflightAsync(TokenServerProcess server, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/mcp");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,mcp-protocol-version");
        return await server.Http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> PostAsync(TokenServerProcess server, string origin)
    {
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, "wrong");
        request.Headers.Add("Origin", origin);
        return await server.Http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> GetPageAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }

    private static async Task<string> MakeTokenAsync(HttpClient client, params string[] addresses)
    {
        var credentials = new { email = $"{Guid.NewGuid():N}@example.com", password = "Passw0rd" };
        using var registered = await client.PostAsJsonAsync("api/auth/register", credentials);
        registered.EnsureSuccessStatusCode();
        using var login = await client.PostAsJsonAsync("api/auth/login", credentials);
        login.EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v2/tokens/")
        {
            Content = JsonContent.Create(new { name = "t", scopes = new[] { "execute:mcp", "write:tasks" }, allowed_addresses = addresses }),
        };
        request.Headers.Authorization = new("Bearer", (await login.Content.ReadFromJsonAsync<JsonObject>())!["accessToken"]!.GetValue<string>());
        using var created = await client.SendAsync(request);
        created.EnsureSuccessStatusCode();
        return (await created.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
    }

    private async Task<Uri> StartProxyAsync(TokenServerProcess server, bool stripsPrefix)
    {
        var proxy = await ForwardingProxy.StartAsync(
            server.Address,
            (incoming, request) =>
            {
                // What is not below the prefix belongs to another application.
                var path = !incoming.Path.StartsWithSegments(Prefix, out var rest) ? "/another-application" : stripsPrefix ? $"{rest}" : $"{incoming.Path}";
                request.RequestUri = new(server.Address, path + incoming.QueryString);

                // As YARP does by default: the host of the server, and the client's in a header.
                request.Headers.Host = null;
                request.Headers.Add("X-Forwarded-For", ClientAddress);
                request.Headers.Add("X-Forwarded-Proto", incoming.Scheme);
                request.Headers.Add("X-Forwarded-Host", incoming.Host.Value);
            },
            _certificate);
        _running.Add(proxy);
        return new(proxy.Address, Prefix + "/");
    }

    private HttpClient Client(Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _certificate.GetCertHashString() },
        };
        var client = new HttpClient(handler) { BaseAddress = address };
        _clients.Add(client);
        return client;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
