using System.Net.Sockets;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>What an endpoint answers that is no answer: the request gets 503, and the server stays well.</summary>
public sealed class HostileAnswerTests
{
    private const string Active = """{"active":true,"sub":"ada","aud":"https://mcp.example.com/mcp","scope":"execute:mcp"}""";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(200, "application/json", """{"active":"true","sub":"ada","aud":"https://mcp.example.com/mcp"}""")]
    [InlineData(200, "application/json", """{"active":1,"sub":"ada","aud":"https://mcp.example.com/mcp"}""")]
    [InlineData(200, "application/json", """{"active":null,"sub":"ada","aud":"https://mcp.example.com/mcp"}""")]
    [InlineData(200, "application/json", """{"sub":"ada","aud":"https://mcp.example.com/mcp"}""")]
    [InlineData(200, "application/json", """{"active":false,"active":true,"sub":"ada","aud":"https://mcp.example.com/mcp"}""")]
    [InlineData(200, "application/json", """[{"active":true}]""")]
    [InlineData(200, "application/json", "true")]
    [InlineData(200, "application/json", "")]
    [InlineData(200, "application/json", """{"active":true""")]
    [InlineData(200, "text/html", Active)]
    [InlineData(200, "application/jwt", Active)]
    [InlineData(200, "application/token-introspection+jwt", "a.b.c")]
    [InlineData(200, "application/json; charset=nonsense", "<html>")]
    [InlineData(204, "application/json", "")]
    [InlineData(400, "application/json", Active)]
    [InlineData(401, "application/json", Active)]
    [InlineData(403, "application/json", Active)]
    [InlineData(404, "application/json", Active)]
    [InlineData(429, "application/json", Active)]
    [InlineData(500, "application/json", Active)]
    public async Task What_is_no_answer_is_503(int status, string contentType, string body)
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.ContentType = contentType;
            return status == 204 ? Task.CompletedTask : context.Response.WriteAsync(body);
        };
        await using var server = await _time.IntrospectAsync(endpoint);

        (await server.WhoAsync("opaque")).Should().Be("503");
        endpoint.Says(Active);
        (await server.WhoAsync("opaque")).Should().StartWith("ada");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await PlayedEndpoint.StartAsync();
        elsewhere.Says(Active);
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = elsewhere.Address + "/introspect";
            return Task.CompletedTask;
        };
        await using var server = await _time.IntrospectAsync(endpoint);

        (await server.WhoAsync("opaque")).Should().Be("503");
        elsewhere.Questions.Should().BeEmpty("it would receive the token and the secret");
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            var block = new byte[64 * 1024];
            Array.Fill(block, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block);
            }
        };
        await using var server = await _time.IntrospectAsync(endpoint);

        (await server.WhoAsync("opaque")).Should().Be("503");
    }

    [Fact]
    public async Task A_slow_answer_is_not_waited_for_beyond_the_timeout()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Answer = context => Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted);
        await using var server = await _time.IntrospectAsync(endpoint);
        var waiting = server.WhoAsync("opaque");
        await Eventually.IsSoAsync(() => !endpoint.Questions.IsEmpty);

        _time.Advance(TimeSpan.FromSeconds(5));

        (await waiting).Should().Be("503");
    }

    [Fact]
    public async Task An_endpoint_that_nobody_listens_at_is_503()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var endpoint = await PlayedEndpoint.StartAsync();
        await using var server = await _time.IntrospectAsync(endpoint, options => options.Endpoint = $"http://127.0.0.1:{port}/introspect");

        (await server.WhoAsync("opaque")).Should().Be("503");
    }

    [Fact]
    public async Task A_secret_that_the_endpoint_refuses_stands_in_the_log()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says("""{"error":"invalid_client"}""", StatusCodes.Status401Unauthorized);
        await using var server = await _time.IntrospectAsync(endpoint);

        await server.WhoAsync("opaque");

        server.Log.Text.Should().Contain("the endpoint refused this server's client authentication").And.NotContain("s3cret");
    }
}
