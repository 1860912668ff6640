using System.Net;
using System.Security.Cryptography;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api.Scanners;

/// <summary>Reports of GitHub are accepted by its signature over the body, with the keys that it publishes.</summary>
public sealed class GitHubScannerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_signed_report_revokes_and_is_answered_in_the_form_of_GitHub()
    {
        await using var github = await GitHubHost.StartAsync("key-1", "key-2");
        await using var server = await StartAsync(github);
        var issued = await server.IssueAsync();
        var body = $$"""[ {"source":"commit", "token":"{{issued.Value}}","type":"office_api_token","url":"","later":1}, {"token":"x","type":null} ]""";

        using var response = await server.ReportAsync(body, github.Sign(body, "key-2"));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(
            $$"""[{"token_hash":"{{Hash(issued.Value)}}","token_type":"office_api_token","label":"true_positive"},{"token_hash":"{{Hash("x")}}","token_type":null,"label":"false_positive"}]""");
        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
        var entry = (await server.Store.ListAuditAsync(new() { TokenId = issued.Token.Id }, TestContext.Current.CancellationToken))[0];
        (entry.By.Id, entry.Detail).Should().Be(("github", "reported by github (commit)"));
    }

    [Fact]
    public async Task A_report_that_the_named_key_did_not_sign_is_refused_and_changes_nothing()
    {
        await using var github = await GitHubHost.StartAsync("key-1", "key-2");
        await using var server = await StartAsync(github);
        var issued = await server.IssueAsync();
        var body = ScannerRequests.Of(issued.Value);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = github.Sign(body, "key-1");
        var signature = signed[1].Value;

        (string Body, (string, string)[] Headers)[] wrong =
        [
            (body + " ", signed),
            (body, github.Sign("[]", "key-1")),
            (body, [("Github-Public-Key-Identifier", "key-2"), signed[1]]),
            (body, GitHubHost.Headers(own, body, "key-1")),
            (body, GitHubHost.Headers(own, body, "unknown")),
            (body, [signed[1]]),
            (body, [signed[0]]),
            (body, [("Github-Public-Key-Identifier", ""), signed[1]]),
            (body, [.. signed, signed[1]]),
            (body, [.. signed, signed[0]]),
            (body, [signed[0], ("Github-Public-Key-Signature", "")]),
            (body, [signed[0], ("Github-Public-Key-Signature", "no base64!")]),
            (body, [signed[0], ("Github-Public-Key-Signature", signature[..^4])]),
            (body, [signed[0], ("Github-Public-Key-Signature", Convert.ToBase64String(new byte[4096]))]),
            (body, [("X-Scanner-Secret", ScannerRequests.Secret)]),
            (body, []),
        ];
        foreach (var (sent, headers) in wrong)
        {
            using var response = await server.ReportAsync(sent, headers);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, "of {0}", string.Join(' ', headers));
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        }

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        await server.Log.SaysAsync("it does not prove that the scanner github sent it");
        using var right = await server.ReportAsync(body, signed);
        (await ScannerRequests.LabelsAsync(right)).Should().Equal("true_positive");
    }

    [Fact]
    public async Task A_signature_of_two_bare_numbers_and_a_key_of_another_curve_are_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        await using var github = await GitHubHost.StartAsync("key-1");
        github.OtherKeys = $$"""{"key_identifier":"key-384","key":"{{other.ExportSubjectPublicKeyInfoPem().Replace("\n", "\\n", StringComparison.Ordinal)}}"},{"key_identifier":"broken","key":"x"},null,""";
        await using var server = await StartAsync(github);
        var issued = await server.IssueAsync();
        var body = ScannerRequests.Of(issued.Value);

        using var another = await server.ReportAsync(body, GitHubHost.Headers(other, body, "key-384"));
        using var broken = await server.ReportAsync(body, GitHubHost.Headers(other, body, "broken"));
        using var bare = await server.ReportAsync(body, github.Sign(body, "key-1", DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        using var right = await server.ReportAsync(body, github.Sign(body, "key-1"));

        bare.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        another.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        broken.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await ScannerRequests.LabelsAsync(right)).Should().Equal(["true_positive"], "keys that cannot be read do not disable the others");
    }

    [Fact]
    public async Task The_keys_are_remembered_for_an_hour_and_unknown_ones_asked_for_at_most_every_ten_minutes()
    {
        await using var github = await GitHubHost.StartAsync("key-1");
        await using var server = await StartAsync(github);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StatusAsync(server, github.Sign("[]", "key-1"))));
        github.Asked.Should().Be(1);

        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        for (var minute = 1; minute < 10; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            (await StatusAsync(server, GitHubHost.Headers(own, "[]", $"made-up-{minute}"))).Should().Be(HttpStatusCode.ServiceUnavailable, "it may be a new key of GitHub");
        }

        github.Asked.Should().Be(1, "made-up keys do not use up the limit that GitHub sets");
        github.Add("key-2");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await StatusAsync(server, github.Sign("[]", "key-2"))).Should().Be(HttpStatusCode.OK, "a new key is asked for");
        github.Asked.Should().Be(2);

        _time.Advance(TimeSpan.FromMinutes(10));
        (await StatusAsync(server, GitHubHost.Headers(own, "[]", "made-up"))).Should().Be(HttpStatusCode.Forbidden, "GitHub has just answered without it");
        github.Asked.Should().Be(3);

        var former = github.Sign("[]", "key-1");
        github.Withdraw("key-1");
        (await StatusAsync(server, former)).Should().Be(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromHours(1));
        (await StatusAsync(server, former)).Should().Be(HttpStatusCode.Forbidden, "a withdrawn key stops working after an hour");
        github.Asked.Should().Be(4);
    }

    [Fact]
    public async Task A_document_without_a_usable_key_is_a_failure_and_the_known_keys_stay_in_use()
    {
        await using var github = await GitHubHost.StartAsync("key-1");
        await using var server = await StartAsync(github);
        var signed = github.Sign("[]", "key-1");
        (await StatusAsync(server, signed)).Should().Be(HttpStatusCode.OK);
        github.Withdraw("key-1");
        foreach (var keys in new[] { "", """{"key_identifier":"key-1","key":"x"}""", "{" })
        {
            github.OtherKeys = keys;
            _time.Advance(TimeSpan.FromHours(1));
            (await StatusAsync(server, signed)).Should().Be(HttpStatusCode.OK);
        }

        github.Asked.Should().Be(4);
        server.Log.Text.Should().Contain("The keys of GitHub's secret scanning cannot be fetched.");
        github.OtherKeys = "";
        github.Add("key-2");
        _time.Advance(TimeSpan.FromMinutes(2));
        (await StatusAsync(server, github.Sign("[]", "key-2"))).Should().Be(HttpStatusCode.OK, "after a failure, the keys are asked for again after two minutes");
    }

    [Fact]
    public async Task Without_the_keys_a_report_is_to_be_sent_again_and_known_keys_stay_in_use()
    {
        await using var github = await GitHubHost.StartAsync("key-1");
        github.IsDown = true;
        await using var server = await StartAsync(github);
        using var unverified = await server.ReportAsync("[]", github.Sign("[]", "key-1"));

        unverified.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        unverified.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromMinutes(2));
        server.Log.Text.Should().Contain("The keys of GitHub's secret scanning cannot be fetched.");

        github.IsDown = false;
        (await StatusAsync(server, github.Sign("[]", "key-1"))).Should().Be(HttpStatusCode.ServiceUnavailable, "GitHub was asked just before");
        _time.Advance(TimeSpan.FromMinutes(2));
        (await StatusAsync(server, github.Sign("[]", "key-1"))).Should().Be(HttpStatusCode.OK);
        github.IsDown = true;
        _time.Advance(TimeSpan.FromHours(2));
        (await StatusAsync(server, github.Sign("[]", "key-1"))).Should().Be(HttpStatusCode.OK);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await StatusAsync(server, GitHubHost.Headers(own, "[]", "unknown"))).Should().Be(HttpStatusCode.ServiceUnavailable, "it may be a new key of GitHub");
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    private static async Task<HttpStatusCode> StatusAsync(McpTestServer server, (string Name, string Value)[] headers)
    {
        using var response = await server.ReportAsync("[]", headers);
        return response.StatusCode;
    }

    private Task<McpTestServer> StartAsync(GitHubHost github) =>
        new McpTestServerOptions { Time = _time }.WithScanners(secret: null).StartAsync(("McpAuth:Scanners:GitHubKeysUrl", github.KeysUrl));
}
