using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Hostile websites cannot keep the server busy, fill its memory or lead it elsewhere.</summary>
public sealed class DocumentFetchTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        var (host, server) = (shared.Host, shared.Server);
        var (path, target) = (host.NewPath(), host.NewPath());
        var elsewhere = host.Publish(target, host.DocumentOf(path).ToJsonString());
        var url = host.Answer(path, context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });

        (await server.AskAsync(url)).ShouldBeRefused($"the status {status}");
        host.RequestsFor(elsewhere).Should().Be(0);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(203)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Only_the_status_200_is_an_answer(int status)
    {
        var (host, server) = (shared.Host, shared.Server);

        (await server.AskAsync(host.Publish(headers: response => response.StatusCode = status))).ShouldBeRefused($"the status {status}");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/json")]
    [InlineData("application/xml")]
    [InlineData("image/svg+xml")]
    [InlineData("")]
    public async Task Only_JSON_is_a_document(string mediaType)
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();

        (await server.AskAsync(host.Publish(path, host.DocumentOf(path).ToJsonString(), mediaType))).ShouldBeRefused("media type");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/oauth-client+json")]
    [InlineData("APPLICATION/JSON")]
    public async Task More_specific_media_types_are_JSON_too(string mediaType)
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();

        (await server.AskAsync(host.Publish(path, host.DocumentOf(path).ToJsonString(), mediaType))).ShouldBeAccepted("Sample client");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_of_10_MB_is_not_read_to_its_end(bool saysSo)
    {
        const int Size = 10 * 1024 * 1024;
        var (host, server) = (shared.Host, shared.Server);
        var ended = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var url = host.Answer(host.NewPath(), async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = saysSo ? Size : null;
            var sent = 0L;
            try
            {
                var spaces = new byte[16 * 1024];
                spaces.AsSpan().Fill((byte)' ');
                for (; sent < Size / 10; sent += spaces.Length)
                {
                    await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
                }

                // The rest is for a reader that has not gone by now.
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            finally
            {
                ended.TrySetResult(sent);
            }
        });

        (await server.AskAsync(url)).ShouldBeRefused("larger than 65536 bytes");
        (await ended.Task.WaitAsync(TestContext.Current.CancellationToken)).Should().BeLessThan(Size);
    }

    [Fact]
    public async Task A_document_of_the_maximum_size_is_read()
    {
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host, clients => clients.MaximumDocumentBytes = 1024);
        var path = host.NewPath();
        var document = host.DocumentOf(path).ToJsonString();

        (await server.AskAsync(host.Publish(path, document.PadRight(1025)))).ShouldBeRefused("larger than 1024 bytes");
        (await server.AskAsync(host.Publish(path, document.PadRight(1024)))).ShouldBeAccepted("Sample client");
    }

    [Theory]
    [InlineData("before the headers")]
    [InlineData("in the body")]
    public async Task A_website_that_never_ends_its_answer_is_given_up_after_5_seconds(string when)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await DocumentHost.StartAsync();
        await using var server = await ClientServer.StartAsync(host, time: time);
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var url = host.Answer("/client.json", async context =>
        {
            if (when == "in the body")
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("{");
                await context.Response.Body.FlushAsync();
            }

            context.RequestAborted.Register(() => given.TrySetResult());
            await given.Task;
        });

        var asking = server.AskAsync(url);
        await Eventually.GetAsync(() => Task.FromResult(host.Requests.Count), count => count == 1);
        time.Advance(TimeSpan.FromSeconds(4));
        asking.IsCompleted.Should().BeFalse();
        await Eventually.GetAsync(() => Task.FromResult(asking.IsCompleted), isCompleted => isCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));

        (await asking).ShouldBeRefused("within 5 seconds");
        await given.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_request_carries_nothing_of_the_server()
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();
        string[] names = [];
        var url = host.Answer(path, context =>
        {
            names = [.. context.Request.Headers.Keys];
            return Results.Text(host.DocumentOf(path).ToJsonString(), "application/json").ExecuteAsync(context);
        });

        (await server.AskAsync(url)).ShouldBeAccepted("Sample client");
        names.Should().BeEquivalentTo("Host", "Accept", "User-Agent");
    }
}
