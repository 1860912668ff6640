using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A client's mistake is a 4xx and no error of the server; what fails on the server is a 503 that says nothing of why.</summary>
public sealed class RequestMistakeTests
{
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{}}}""";
    private const string Metadata = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private const string Inside = "what only the inside knows";

    [Theory]
    [InlineData("application/json; charset=", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"utf-8", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=bogus", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-8; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=UTF-8", HttpStatusCode.OK)]
    [InlineData("application/json; charset=\"UTF-8\"", HttpStatusCode.OK)]
    [InlineData("application/json; CHARSET=Utf-8", HttpStatusCode.OK)]
    [InlineData("Application/JSON", HttpStatusCode.OK)]
    [InlineData("application/json; profile=x", HttpStatusCode.OK)]
    public async Task A_media_type_is_understood_or_refused(string contentType, HttpStatusCode status)
    {
        await using var server = await McpTestServer.StartAsync();
        foreach (var token in await TokensAsync(server))
        {
            using var request = RawHttp.Post("/mcp", "", token);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Call));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            using var response = await server.Http.SendAsync(request);

            response.StatusCode.Should().Be(status);
        }

        NothingIsAnError(server);
    }

    [Theory]
    [InlineData("\"name\":\"whoami\",\"name\":\"whoami\"")]
    [InlineData("\"name\":\"whoami\",\"\\ud800\":1")]
    [InlineData("\"name\":7")]
    [InlineData("\"name\":{\"a\":1,\"a\":2}")]
    [InlineData("\"name\":\"\\udfff\"")]
    public async Task A_message_that_the_SDK_cannot_read_is_the_clients_mistake(string parameters)
    {
        await using var server = await McpTestServer.StartAsync();
        foreach (var token in await TokensAsync(server))
        {
            using var request = RawHttp.Post("/mcp", $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{{Metadata},{parameters}}}}}", token);
            request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
            request.Headers.Add("Mcp-Method", "tools/call");
            request.Headers.Add("Mcp-Name", "whoami");
            using var response = await server.Http.SendAsync(request);

            response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        }

        NothingIsAnError(server);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_client_that_goes_away_while_it_sends_is_no_error(HttpProtocols protocol)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Builder = builder =>
            builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = protocol)));
        var requests = 0;
        foreach (var token in await TokensAsync(server))
        {
            for (var time = 0; time < 5; time++)
            {
                requests++;
                await (protocol == HttpProtocols.Http2 ? ResetStreamAsync(server, token, requests) : ResetConnectionAsync(server, token));
            }
        }

        await SaidAsync(server, "Request finished", requests);
        NothingIsAnError(server);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_limiter_that_throws_lets_nothing_through_and_says_nothing(bool later) =>
        LetsNothingThroughAsync(services => services.AddSingleton<ITokenRateLimiters>(new FailingLimiters(later)));

    [Fact]
    public Task A_claims_transformation_that_throws_lets_nothing_through_and_says_nothing() =>
        LetsNothingThroughAsync(services => services.AddSingleton<IClaimsTransformation, FailingTransformation>());

    [Fact]
    public async Task A_policy_that_throws_lets_nothing_through_and_says_nothing()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Environment = "Development";
            options.Builder = builder => builder.Services.AddAuthorizationBuilder().AddPolicy("fails", policy => policy.RequireAssertion(bool (_) => throw new InvalidOperationException(Inside)));
            options.Mcp = mcp => mcp.WithTools([McpServerTool.Create(() => "hello", new() { Name = "guarded", Metadata = [new AuthorizeAttribute("fails")] })]);
        });

        using var call = await server.Http.SendAsync(RawHttp.Post("/mcp", Call.Replace("whoami", "guarded"), (await server.IssueAsync()).Value));

        await SaysNothingAsync(server, call);
    }

    // The application's own JSON, read while the SDK waits for the session's options, is no mistake of the client.
    [Fact]
    public async Task What_the_application_cannot_read_is_its_own_mistake()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Environment = "Development";
            options.Builder = builder => builder.Services.Configure<HttpServerTransportOptions>(transport => transport.ConfigureSessionOptions = (_, _, _) =>
            {
                System.Text.Json.JsonDocument.Parse("{" + Inside);
                return Task.CompletedTask;
            });
        });

        using var call = await server.Http.SendAsync(RawHttp.Post("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", (await server.IssueAsync()).Value));

        await SaysNothingAsync(server, call);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("""{"name":"x"}""", HttpStatusCode.OK)]
    public async Task An_endpoint_of_the_applications_own_has_its_own_media_types(string? body, HttpStatusCode status)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map += app =>
        {
            app.MapPost("/optional", (Thing? thing) => thing?.Name ?? "nothing").RequireMcpAuth();
            app.MapPost("/required", (Thing thing) => thing.Name).RequireMcpAuth();
        });
        var token = (await server.IssueAsync()).Value;

        using var optional = await server.Http.SendAsync(Own("/optional", token, body, "application/json"));
        using var required = await server.Http.SendAsync(Own("/required", token, body, "application/json"));
        using var utf16 = await server.Http.SendAsync(Own("/required", token, body ?? "", "text/plain"));

        optional.StatusCode.Should().Be(status);
        (await optional.Content.ReadAsStringAsync()).Should().Be(body is null ? "nothing" : "x");
        required.StatusCode.Should().Be(body is null ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
        utf16.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    private static async Task LetsNothingThroughAsync(Action<IServiceCollection> fail)
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Environment = "Development";
            options.Builder = builder => fail(builder.Services);
            options.Map += app => app.MapGet("/own", () => "hello").RequireMcpAuth();
        });
        var token = (await server.IssueAsync()).Value;

        using var call = await server.Http.SendAsync(RawHttp.Post("/mcp", Call, token));
        using var own = await server.Http.SendAsync(new(HttpMethod.Get, "/own") { Headers = { Authorization = new("Bearer", token) } });

        await SaysNothingAsync(server, call);
        await SaysNothingAsync(server, own);
    }

    private static HttpRequestMessage Own(string path, string token, string? body, string mediaType) => new(HttpMethod.Post, path)
    {
        Headers = { Authorization = new("Bearer", token) },
        Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType),
    };

    private static async Task<string[]> TokensAsync(McpTestServer server) =>
    [
        (await server.IssueAsync(["execute:mcp", "write:tasks", "write:context", "read:agents"])).Value,
        (await server.IssueAsync(["execute:mcp"])).Value,
    ];

    private static async Task ResetStreamAsync(McpTestServer server, string token, int requests)
    {
        using var client = new HttpClient { BaseAddress = server.Http.BaseAddress };
        using var patience = new CancellationTokenSource();
        using var request = RawHttp.Post("/mcp", "", token);
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        var body = new EndlessBody();
        request.Content = body;
        var sending = client.SendAsync(request, patience.Token);
        await body.Began;
        await SaidAsync(server, "started reading request body", requests);
        await patience.CancelAsync();
        await sending.Invoking(async running => await running).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task ResetConnectionAsync(McpTestServer server, string token)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        var head = $"POST /mcp HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

        // The server asks for the body when it begins to read it.
        (await client.GetStream().ReadAsync(new byte[100])).Should().BePositive();
        await client.GetStream().WriteAsync("{\"jsonrpc\""u8.ToArray());
        client.Client.LingerState = new(true, 0);
    }

    private static async Task SaidAsync(McpTestServer server, string text, int times) =>
        await Eventually.GetAsync(() => Task.FromResult(server.Log.Entries.Count(entry => entry.Message.Contains(text))), count => count >= times);

    private static void NothingIsAnError(McpTestServer server) =>
        server.Log.Entries.Where(entry => entry.Level >= LogLevel.Error).Should().BeEmpty();

    private static async Task SaysNothingAsync(McpTestServer server, HttpResponseMessage response)
    {
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().NotContain(Inside).And.NotContain("   at ").And.NotContain("hello");
        server.Log.Entries.Should().Contain(entry => entry.Level == LogLevel.Error && entry.Category.StartsWith("Dhafnck"));
    }

    private sealed record Thing(string Name);

    private sealed class EndlessBody : HttpContent
    {
        private readonly TaskCompletionSource _began = new();

        public EndlessBody() => Headers.ContentType = new("application/json");

        public Task Began => _began.Task;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("{\"jsonrpc\""u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            _began.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class FailingLimiters(bool later) : ITokenRateLimiters
    {
        public ValueTask<RateLimiter> GetAsync(string tokenId, int limit, CancellationToken cancellationToken = default) =>
            later ? FailAsync() : throw new InvalidOperationException(Inside);

        private static async ValueTask<RateLimiter> FailAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException(Inside);
        }
    }

    private sealed class FailingTransformation : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) => throw new InvalidOperationException(Inside);
    }
}
