using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api.Scanners;

/// <summary>Who may report leaked tokens, how much and how often.</summary>
public sealed class ScannerAccessTests : IDisposable
{
    private const string Header = "X-Scanner-Secret";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("")]
    [InlineData("another-secret-of-the-same-length-456789")]
    [InlineData(ScannerRequests.Secret + "x")]
    [InlineData(ScannerRequests.Secret, ScannerRequests.Secret)]
    [InlineData]
    public async Task A_report_without_the_exact_secret_is_refused_and_changes_nothing(params string[] secrets)
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.ReportAsync(ScannerRequests.Of(issued.Value), [.. secrets.Select(secret => (Header, secret))]);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("does not prove that it comes from a secret scanner");
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        server.Log.Text.Should().NotContain(ScannerRequests.Secret);
    }

    [Fact]
    public async Task The_secret_can_come_from_a_file_and_no_token_and_no_sign_in_takes_its_place()
    {
        await File.WriteAllTextAsync(_file, ScannerRequests.Secret + "\n", TestContext.Current.CancellationToken);
        await using var server = await new McpTestServerOptions().WithScanners(secret: null).StartAsync(("MCP_SCANNER_SECRET_FILE", _file));
        var issued = await server.IssueAsync();

        using var asToken = await server.ReportAsync(ScannerRequests.Of(issued.Value), ("Authorization", $"Bearer {issued.Value}"));
        using var asUser = await server.ReportAsync(ScannerRequests.Of(issued.Value), ("X-User", "alice"));

        asToken.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        asUser.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await server.ReportTokensAsync(issued.Value)).Should().Equal("true_positive");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[1]")]
    [InlineData("""[{"token":1}]""")]
    [InlineData("""[{"token":"a","token":"b"}]""")]
    [InlineData("[{")]
    [InlineData("")]
    public async Task A_body_that_is_no_report_is_refused(string body)
    {
        await using var server = await StartAsync();

        using var response = await server.ReportAsync(body, (Header, ScannerRequests.Secret));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_entry_without_a_token_is_a_false_positive()
    {
        await using var server = await StartAsync();

        using var response = await server.ReportAsync("""[{},{"token":""},{"token":null,"type":"t"}]""", (Header, ScannerRequests.Secret));

        (await ScannerRequests.LabelsAsync(response)).Should().Equal("false_positive", "false_positive", "false_positive");
    }

    [Fact]
    public async Task A_report_has_a_megabyte_at_most_and_is_JSON()
    {
        await using var server = await StartAsync();
        var largest = "[" + new string(' ', (1024 * 1024) - 2) + "]";

        using var accepted = await server.ReportAsync(largest, (Header, ScannerRequests.Secret));
        using var refused = await server.ReportAsync(largest + " ", (Header, ScannerRequests.Secret));
        using var chunked = await SendAsync(server, new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(largest + " "))) { Headers = { ContentType = new("application/json") } });
        using var asText = await SendAsync(server, new StringContent("[]"));

        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        chunked.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        asText.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task An_address_with_too_many_reports_gets_429_whoever_it_is()
    {
        await using var server = await StartAsync(("McpAuth:Scanners:ReportsPerMinute", "2"));
        using var first = await server.ReportAsync("[]", (Header, "wrong"));
        (await server.ReportTokensAsync("x")).Should().Equal("false_positive");

        using var third = await server.ReportAsync("[]", (Header, ScannerRequests.Secret));

        first.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        third.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        third.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(30));
        (await server.ReportTokensAsync("x")).Should().Equal("false_positive");
    }

    [Fact]
    public async Task While_the_store_is_away_a_report_is_to_be_sent_again_and_then_revokes()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        _store.IsCutOff = true;

        using var response = await server.ReportAsync(ScannerRequests.Of(issued.Value), (Header, ScannerRequests.Secret));

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
        _store.IsCutOff = false;
        (await server.ReportTokensAsync(issued.Value)).Should().Equal("true_positive");
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_scanner_of_the_application_reports_under_its_name()
    {
        await using var server = await new McpTestServerOptions { Services = services => services.AddSingleton<ITokenScanner, OfficeScanner>() }.WithScanners(secret: null).StartAsync();
        var issued = await server.IssueAsync();

        using var refused = await server.ReportAsync(ScannerRequests.Of(issued.Value), ("X-Office", "1"));
        using var unavailable = await server.ReportAsync("[]", ("X-Office", "?"));
        using var accepted = await server.ReportAsync(ScannerRequests.Of(issued.Value), ("X-Office", $"{ScannerRequests.Of(issued.Value).Length}"));

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        unavailable.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await ScannerRequests.LabelsAsync(accepted)).Should().Equal("true_positive");
        (await server.Store.ListAuditAsync(new() { TokenId = issued.Token.Id }, TestContext.Current.CancellationToken))[0].By.Should()
            .Be(new TokenActor { Kind = TokenActorKind.Scanner, Id = "office", Address = "127.0.0.1" });
    }

    [Fact]
    public async Task Without_the_endpoint_nothing_takes_reports_and_without_a_scanner_it_stops_the_start()
    {
        await using var server = await new McpTestServerOptions().StartAsync(("MCP_SCANNER_SECRET", ScannerRequests.Secret));
        using var response = await server.ReportAsync("[]", (Header, ScannerRequests.Secret));
        var start = () => new McpTestServerOptions().WithScanners(secret: null).StartAsync();

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("MapMcpTokenScannerReports() needs to know who may report leaked tokens.*MCP_SCANNER_SECRET*");
    }

    [Theory]
    [InlineData("MCP_SCANNER_SECRET", "too short", "MCP_SCANNER_SECRET must have at least 32 characters*openssl rand -hex 32")]
    [InlineData("MCP_SCANNER_SECRET", "with white space, of more than thirty-two characters", "MCP_SCANNER_SECRET must have at least 32 characters*")]
    [InlineData("McpAuth:Scanners:GitHubKeysUrl", "http://api.github.com/meta/public_keys/secret_scanning", "Scanners.GitHubKeysUrl is 'http://api.github.com*https address*")]
    [InlineData("McpAuth:Scanners:GitHubKeysUrl", "api.github.com", "Scanners.GitHubKeysUrl is 'api.github.com'*")]
    [InlineData("McpAuth:Scanners:ReportsPerMinute", "0", "Scanners.ReportsPerMinute must be 1 or more; it is 0.")]
    [InlineData("McpAuth:Scanners:GitHubUrl", "x", "McpAuth:Scanners:GitHubUrl is not a setting.*")]
    public async Task Wrong_settings_stop_the_start_with_what_to_do(string setting, string value, string message)
    {
        var start = () => new McpTestServerOptions().StartAsync((setting, value));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message);
    }

    private static async Task<HttpResponseMessage> SendAsync(McpTestServer server, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ScannerRequests.Path) { Content = content };
        request.Headers.Add(Header, ScannerRequests.Secret);
        return await server.Http.SendAsync(request);
    }

    private Task<McpTestServer> StartAsync(params (string Key, string? Value)[] settings) =>
        new McpTestServerOptions { Time = _time, Store = _store }.WithScanners().StartAsync(settings);

    private sealed class OfficeScanner : ITokenScanner
    {
        public string Name => "office";

        public bool Recognizes(IHeaderDictionary headers) => headers.ContainsKey("X-Office");

        public ValueTask<ScannerVerification> VerifyAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
            new(headers["X-Office"] == "?" ? ScannerVerification.Unavailable : headers["X-Office"] == $"{body.Length}" ? ScannerVerification.Verified : ScannerVerification.Refused);
    }
}
