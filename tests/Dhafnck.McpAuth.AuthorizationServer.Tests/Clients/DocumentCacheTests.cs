using System.Globalization;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Documents are cached by their HTTP headers, between 5 minutes and a day.</summary>
public sealed class DocumentCacheTests(TimedServer shared) : IClassFixture<TimedServer>
{
    [Theory]
    [InlineData("", 5)]
    [InlineData("Cache-Control: no-store", 5)]
    [InlineData("Cache-Control: no-cache, max-age=3600", 5)]
    [InlineData("Cache-Control: max-age=0", 5)]
    [InlineData("Cache-Control: max-age=60", 5)]
    [InlineData("Cache-Control: max-age=600", 10)]
    [InlineData("Cache-Control: public, max-age=3600|Age: 1800", 30)]
    [InlineData("Cache-Control: max-age=3600|Age: 7200", 5)]
    [InlineData("Cache-Control: max-age=31536000", 24 * 60)]
    [InlineData("Cache-Control: max-age=nonsense", 5)]
    [InlineData("Expires: 0", 5)]
    public async Task A_document_is_fetched_again_after_the_time_of_its_headers(string headers, int minutes)
    {
        var (host, server) = (shared.Host, shared.Server);
        var url = host.Publish(headers: response =>
        {
            foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                response.Headers[header.Split(": ")[0]] = header.Split(": ")[1];
            }
        });
        (await server.AskAsync(url)).ShouldBeAccepted("Sample client");

        shared.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        (await server.AskAsync(url)).ShouldBeAccepted("Sample client");
        host.RequestsFor(url).Should().Be(1);

        shared.Clock.Advance(TimeSpan.FromSeconds(1));
        (await server.AskAsync(url)).ShouldBeAccepted("Sample client");
        host.RequestsFor(url).Should().Be(2);
    }

    [Fact]
    public async Task Expires_counts_from_the_date_of_the_answer()
    {
        var (host, server) = (shared.Host, shared.Server);
        var url = host.Publish(headers: response =>
        {
            response.Headers.Date = shared.Clock.GetUtcNow().AddHours(-3).ToString("R", CultureInfo.InvariantCulture);
            response.Headers.Expires = shared.Clock.GetUtcNow().AddHours(-2).ToString("R", CultureInfo.InvariantCulture);
        });

        await server.AskAsync(url);
        shared.Clock.Advance(TimeSpan.FromMinutes(59));
        await server.AskAsync(url);

        host.RequestsFor(url).Should().Be(1);
    }

    [Fact]
    public async Task What_a_document_says_anew_counts()
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();
        await server.AskAsync(host.Publish(path));

        shared.Clock.Advance(TimeSpan.FromMinutes(5));
        (await server.AskAsync(host.Publish(path, document => document["client_name"] = "Renamed"))).ShouldBeAccepted("Renamed");
    }

    [Fact]
    public async Task A_refusal_is_not_cached()
    {
        var (host, server) = (shared.Host, shared.Server);

        var path = host.NewPath();

        (await server.AskAsync(host.UrlOf(path))).ShouldBeRefused("the status 404");
        (await server.AskAsync(host.Publish(path))).ShouldBeAccepted("Sample client");
    }

    [Fact]
    public async Task Concurrent_requests_share_one_fetch()
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var url = host.Answer(path, async context =>
        {
            await mayAnswer.Task;
            await Results.Text(host.DocumentOf(path).ToJsonString(), "application/json").ExecuteAsync(context);
        });

        var asking = Enumerable.Range(0, 20).Select(_ => server.AskAsync(url)).ToArray();
        await Eventually.GetAsync(() => Task.FromResult(host.RequestsFor(url)), count => count > 0);
        mayAnswer.SetResult();

        (await Task.WhenAll(asking)).Should().AllSatisfy(answer => answer.ShouldBeAccepted("Sample client"));
        host.RequestsFor(url).Should().Be(1);
    }

    [Fact]
    public async Task A_client_whose_host_is_down_is_known_for_a_day()
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();
        var url = host.Publish(path);
        await server.AskAsync(url);
        host.Answer(path, context => Results.StatusCode(503).ExecuteAsync(context));

        shared.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        (await server.AskAsync(url)).ShouldBeAccepted("Sample client");

        shared.Clock.Advance(TimeSpan.FromSeconds(1));
        (await server.AskAsync(url)).ShouldBeRefused("the status 503");
    }

    [Fact]
    public async Task A_client_whose_document_is_withdrawn_is_unknown()
    {
        var (host, server) = (shared.Host, shared.Server);
        var path = host.NewPath();
        var url = host.Publish(path);
        await server.AskAsync(url);
        host.Answer(path, context => Results.NotFound().ExecuteAsync(context));

        shared.Clock.Advance(TimeSpan.FromMinutes(5));
        (await server.AskAsync(url)).ShouldBeRefused("the status 404");
        host.Answer(path, context => Results.StatusCode(503).ExecuteAsync(context));
        (await server.AskAsync(url)).ShouldBeRefused("the status 503");
    }

    [Fact]
    public async Task A_thousand_documents_do_not_make_a_known_client_be_fetched_again()
    {
        var (host, server) = (shared.Host, shared.Server);
        var url = host.Publish();
        await server.AskAsync(url);

        await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, async (_, _) => await server.AskAsync(host.Publish()));
        await server.AskAsync(url);

        host.RequestsFor(url).Should().Be(1);
    }
}
