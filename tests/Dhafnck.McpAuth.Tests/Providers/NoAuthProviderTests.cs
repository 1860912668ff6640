using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Providers.Selection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;

namespace Dhafnck.McpAuth.Tests.Providers;

public sealed class NoAuthProviderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("whatever")]
    [InlineData("not a token \"")]
    public async Task Everyone_may_come_in_whatever_they_present(string? token)
    {
        await using var server = await Setup().StartAsync();

        using var response = await server.ListToolsAsync(token);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Everyone_is_one_subject_with_every_scope_but_admin()
    {
        await using var server = await Setup().StartAsync();

        (await server.CallToolAsync(null, "whoami")).Should().Contain("anonymous");
        (await server.CallToolAsync(null, "write_both")).Should().Contain("written");
        await using var asked = await SeveralProviders.Of("none").StartAsync();
        (await asked.WhoAsync(null)).Should().Be("anonymous of none by none");
    }

    [Theory]
    [InlineData("evil.example", "Development", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1.evil.example", "Development", HttpStatusCode.Unauthorized)]
    [InlineData("localhost", "Development", HttpStatusCode.OK)]
    [InlineData("[::1]", "Development", HttpStatusCode.OK)]
    [InlineData("mcp.example", "Production", HttpStatusCode.OK)]
    public async Task In_development_no_page_reaches_it_under_a_name_of_its_own(string host, string environment, HttpStatusCode expected)
    {
        await using var server = await Setup(environment).StartAsync();

        using var response = await ListToolsOfAsync(server, host);

        response.StatusCode.Should().Be(expected);
        server.Log.Text.Contains("DNS rebinding", StringComparison.Ordinal).Should().Be(expected == HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.8.9.1", HttpStatusCode.OK)]
    [InlineData("::1", HttpStatusCode.OK)]
    [InlineData("::ffff:127.0.0.1", HttpStatusCode.OK)]
    [InlineData("::ffff:127.8.9.1", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("192.0.2.7", HttpStatusCode.Unauthorized)]
    [InlineData("::ffff:192.0.2.7", HttpStatusCode.Unauthorized)]
    [InlineData("fe80::1", HttpStatusCode.Unauthorized)]
    [InlineData("0.0.0.0", HttpStatusCode.Unauthorized)]
    public async Task In_development_it_answers_its_own_machine_alone_whatever_host_is_named(string? peer, HttpStatusCode expected)
    {
        await using var server = await Setup(middleware: app => app.Use(next => context =>
        {
            context.Connection.RemoteIpAddress = peer is null ? null : IPAddress.Parse(peer);
            return next(context);
        })).StartAsync();

        using var response = await ListToolsOfAsync(server, "localhost");

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task In_production_it_answers_everyone_as_it_was_told_to()
    {
        await using var server = await Setup("Production", middleware: From("192.0.2.7")).StartAsync();

        using var response = await ListToolsOfAsync(server, "mcp.example", ("X-Forwarded-For", "198.51.100.1"));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("172.17.0.1", HttpStatusCode.OK)]
    [InlineData("172.16.0.0/12, fe80::/10", HttpStatusCode.OK)]
    [InlineData("::ffff:172.17.0.0/112", HttpStatusCode.OK)]
    [InlineData("172.18.0.0/16", HttpStatusCode.Unauthorized)]
    public async Task A_setting_lets_the_gateway_of_a_container_in(string allowed, HttpStatusCode expected)
    {
        await using var server = await Setup(middleware: From("::ffff:172.17.0.1")).StartAsync(("McpAuth:None:AllowedAddresses", allowed));

        using var response = await ListToolsOfAsync(server, "localhost");
        using var elsewhere = await ListToolsOfAsync(server, "evil.example");

        response.StatusCode.Should().Be(expected);
        elsewhere.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refusal_names_the_setting_and_the_log_its_value()
    {
        await using var server = await Setup(middleware: From("::ffff:172.17.0.1")).StartAsync();

        using var response = await ListToolsOfAsync(server, "localhost");

        response.Challenge().Should().Contain("from its own machine only").And.Contain("McpAuth:None:AllowedAddresses").And.NotContain("172.17");
        server.Log.Text.Should().Contain("set McpAuth__None__AllowedAddresses=172.17.0.1");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1", HttpStatusCode.OK)]
    [InlineData("X-Forwarded-For", "127.0.0.1:4711, [::1]:80", HttpStatusCode.OK)]
    [InlineData("X-Forwarded-For", "198.51.100.1", HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-For", "127.0.0.1, 198.51.100.1", HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-For", "198.51.100.1:4711, 127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-For", "unknown", HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-For", "_hidden", HttpStatusCode.Unauthorized)]
    [InlineData("Forwarded", "for=198.51.100.1;host=localhost", HttpStatusCode.Unauthorized)]
    public async Task A_tunnel_of_this_machine_brings_nobody_in_from_elsewhere(string header, string value, HttpStatusCode expected)
    {
        await using var server = await Setup().StartAsync();

        using var response = await ListToolsOfAsync(server, "localhost", (header, value));

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task Forwarded_headers_that_are_believed_of_everyone_make_nobody_local()
    {
        await using var server = await Setup(middleware: app =>
        {
            From("192.0.2.7")(app);
            app.UseForwardedHeaders(TrustEveryone());
        }).StartAsync();

        using var response = await ListToolsOfAsync(server, "localhost", ("X-Forwarded-For", "127.0.0.1"));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_middleware_that_rewrites_the_address_makes_nobody_local()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(own is null, "Needs a network interface beside loopback.");
        await using var server = await Setup(middleware: From("127.0.0.1")).StartAsync();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(own, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);

        using var response = await client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_unix_socket_is_of_this_machine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix sockets of Kestrel are for Unix here.");
        var path = Path.Combine(Path.GetTempPath(), $"mcp-{Guid.NewGuid():N}.sock");
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Settings = new() { ["MCP_AUTH_TYPE"] = "none" };
            options.Environment = "Development";
            options.Builder = builder => builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.ListenUnixSocket(path);
            });
            options.Map = app => app.MapMcp("/mcp").RequireMcpAuth();
        });
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new("http://localhost") };
        using var direct = RawHttp.Post("/mcp", RawHttp.ToolsList);
        using var forwarded = RawHttp.Post("/mcp", RawHttp.ToolsList);
        forwarded.Headers.Add("X-Forwarded-For", "198.51.100.1");

        using var accepted = await client.SendAsync(direct);
        using var refused = await client.SendAsync(forwarded);

        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static Action<WebApplication> From(string peer) => app => app.Use(next => context =>
    {
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        return next(context);
    });

    private static ForwardedHeadersOptions TrustEveryone()
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        return options;
    }

    private static async Task<HttpResponseMessage> ListToolsOfAsync(McpTestServer server, string host, params (string Name, string Value)[] headers)
    {
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await server.Http.SendAsync(request);
    }

    private static McpTestServerOptions Setup(string environment = "Development", Action<WebApplication>? middleware = null) => new()
    {
        Settings = new() { ["MCP_AUTH_TYPE"] = "none" },
        Environment = environment,
        Map = app =>
        {
            middleware?.Invoke(app);
            app.MapMcp("/mcp").RequireMcpAuth();
        },
    };
}
