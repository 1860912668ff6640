using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api.Scanners;

/// <summary>How long a report may take, and how many are received at once.</summary>
public sealed class SlowReportTests
{
    private const string Reading = "HTTP/1.1 100 Continue";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_wrong_secret_is_refused_before_the_body_is_read()
    {
        await using var server = await StartAsync();
        using var wrong = await SlowReport.StartAsync(server, "X-Scanner-Secret", "wrong");
        using var right = await SlowReport.StartAsync(server, "X-Scanner-Secret", ScannerRequests.Secret);

        wrong.FirstAnswer.Should().Be("HTTP/1.1 403 Forbidden");
        right.FirstAnswer.Should().Be(Reading);
        await right.SendAsync("[]");
        (await right.ReadUntilAsync("\r\n")).Should().StartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_within_thirty_seconds_gets_408()
    {
        await using var server = await StartAsync();
        using var report = await SlowReport.StartAsync(server, "X-Scanner-Secret", ScannerRequests.Secret);
        report.FirstAnswer.Should().Be(Reading);

        _time.Advance(TimeSpan.FromSeconds(30));

        (await report.ReadUntilAsync("The body did not arrive within 30 s.")).Should().StartWith("HTTP/1.1 408").And.EndWith("30 s.");
    }

    [Fact]
    public async Task Of_each_scanner_sixteen_reports_are_received_at_once_and_another_is_to_be_sent_again()
    {
        await using var server = await StartAsync();
        var slow = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => SlowReport.StartAsync(server, "X-Office", "1", $"127.0.0.{2 + (number % 2)}")));
        slow.Should().OnlyContain(report => report.FirstAnswer == Reading);

        using var another = await server.ReportAsync("[]", ("X-Office", "1"));

        another.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        another.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(30));
        (await server.ReportTokensAsync("x")).Should().Equal(["false_positive"], "reports in the name of one scanner do not keep out those of another");
        await slow[0].SendAsync("[]");
        (await slow[0].ReadUntilAsync("\r\n")).Should().StartWith("HTTP/1.1 200");
        using var again = await server.ReportAsync("[]", ("X-Office", "1"));
        again.StatusCode.Should().Be(HttpStatusCode.OK);
        Array.ForEach(slow, report => report.Dispose());
    }

    [Fact]
    public async Task One_address_leaves_room_for_the_reports_of_others()
    {
        await using var server = await StartAsync();
        var slow = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SlowReport.StartAsync(server, "X-Office", "1", "127.0.0.2")));

        using var another = await server.ReportAsync("[]", ("X-Office", "1"));

        another.StatusCode.Should().Be(HttpStatusCode.OK);
        slow.Count(report => report.FirstAnswer == Reading).Should().Be(8);
        slow.Count(report => report.FirstAnswer == "HTTP/1.1 503 Service Unavailable").Should().Be(8);
        Array.ForEach(slow, report => report.Dispose());
    }

    // Kestrel has a limit of its own for slow bodies, by the clock of the system.
    private Task<McpTestServer> StartAsync() => new McpTestServerOptions
    {
        Time = _time,
        Services = services => services.AddSingleton<ITokenScanner, OfficeScanner>(),
        Builder = builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null),
    }.WithScanners().StartAsync();

    private sealed class OfficeScanner : ITokenScanner
    {
        public string Name => "office";

        public bool Recognizes(IHeaderDictionary headers) => headers.ContainsKey("X-Office");

        public ValueTask<ScannerVerification> VerifyAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
            new(ScannerVerification.Verified);
    }
}
