using System.Net;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.TestKit.Tokens.Api;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using Dhafnck.McpAuth.Tests.Events;
using Dhafnck.McpAuth.Tests.Providers;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api.Scanners;

/// <summary>Which reported strings are this system's, and which of them end a token.</summary>
public sealed class LeakedTokenTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();
    private readonly CollectedEvents _sink = new();

    [Fact]
    public async Task The_owner_is_told_once_who_found_the_token_where()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        await server.ReportTokensAsync(issued.Value, issued.Value);
        await server.ReportTokensAsync(issued.Value);

        await Eventually.GetAsync(() => Task.FromResult(_sink.Events), events => events.Any(told => told.Kind == TokenEventKind.Leaked));
        var leaked = _sink.Events.Where(told => told.Kind == TokenEventKind.Leaked).Should().ContainSingle().Subject;
        (leaked.TokenId, leaked.OwnerId, leaked.TokenName).Should().Be((issued.Token.Id, "alice", "a token"));
        leaked.Reason.Should().Be($"reported by scanner (commit) {ScannerRequests.Place}");
        await server.Log.SaysAsync($"token.leaked: {issued.Token.Id} reported by scanner");
        server.Log.Entries.Should().Contain(entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Warning && entry.Message.StartsWith("token.leaked", StringComparison.Ordinal));
        await server.Log.SaysAsync("A report of the scanner scanner has 2 matches. 2 of them were issued here; 1 could be used, and are revoked now.");
    }

    [Fact]
    public async Task A_token_with_a_prefix_is_revoked_however_much_of_it_the_scanner_found()
    {
        await using var server = await StartAsync(("McpAuth:Jwt:TokenPrefix", "office_"));
        var (complete, jwt) = (await server.IssueAsync(), await server.IssueAsync());

        (await server.ReportTokensAsync(complete.Value, jwt.Value["office_".Length..^9])).Should().Equal("true_positive", "true_positive");

        (await server.StatusAsync(complete.Value)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(jwt.Value)).Should().Be(HttpStatusCode.Unauthorized, "anybody can add the prefix and the checksum");
    }

    [Theory]
    [InlineData("office_")]
    [InlineData("keyJ_")]
    public async Task A_token_is_revoked_when_what_the_scanner_found_is_less_or_more_than_its_string(string prefix)
    {
        await using var server = await StartAsync(("McpAuth:Jwt:TokenPrefix", prefix));
        Func<string, string>[] found =
        [
            token => token[..^1],
            token => token[..^9],
            token => token + "x",
            token => token[prefix.Length..],
            token => $"TOKEN=\"{token}\"\n",
            token => $"_{token[prefix.Length..^9]}.",
        ];
        foreach (var part in found)
        {
            var issued = await server.IssueAsync();

            (await server.ReportTokensAsync(part(issued.Value))).Should().Equal("true_positive");

            (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized, "anybody can make it complete");
        }
    }

    [Fact]
    public async Task A_token_without_a_prefix_is_revoked_with_what_surrounds_it()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        (await server.ReportTokensAsync($" Bearer {issued.Value}x")).Should().Equal("true_positive");

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Every_token_is_revoked_in_a_text_with_several()
    {
        await using var server = await StartAsync(("McpAuth:Jwt:TokenPrefix", "office_"));
        var (one, other) = (await server.IssueAsync(), await server.IssueAsync());
        var foreign = ForgedToken.Sign("a key of nobody, of more than thirty-two bytes", claims: ForgedToken.ClaimsOf(one.Value["office_".Length..^9]));

        (await server.ReportTokensAsync($"ID={foreign} OLD={one.Value} NEW={other.Value}")).Should().Equal("true_positive");

        (await server.StatusAsync(one.Value)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(other.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_stands_before_a_token_does_not_hide_it()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        (await server.ReportTokensAsync($"config.keyJwt.{issued.Value}")).Should().Equal("true_positive");

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_former_token_string_ends_the_token_while_it_can_be_used_and_not_after()
    {
        await using var server = await StartAsync();
        var (early, late, old) = (await server.IssueAsync(), await server.IssueAsync(), await server.IssueAsync());
        foreach (var issued in new[] { early, late, old, old })
        {
            using var rotated = await TokenApiRequests.RotateAsync(server, issued.Token.Id, """{"grace_period":60}""");
        }

        (await server.ReportTokensAsync(early.Value)).Should().Equal("true_positive");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await server.ReportTokensAsync(late.Value, old.Value)).Should().Equal(["true_positive", "true_positive"], "they were issued here");

        (await FindAsync(early)).RevokedAt.Should().NotBeNull();
        (await FindAsync(late)).RevokedAt.Should().BeNull("nobody can use what was found");
        (await FindAsync(old)).RevokedAt.Should().BeNull();
    }

    [Fact]
    public async Task An_expired_token_and_one_without_a_record_are_ours_and_stay_as_they_are()
    {
        await using var server = await StartAsync();
        await using var elsewhere = await new McpTestServerOptions { Time = _time }.StartAsync();
        var (expired, unknown) = (await server.IssueAsync(days: 1), await elsewhere.IssueAsync());
        _time.Advance(TimeSpan.FromDays(1));
        var writes = _store.Writes.Count;

        (await server.ReportTokensAsync(expired.Value, unknown.Value)).Should().Equal("true_positive", "true_positive");

        _store.Writes.Count.Should().Be(writes);
    }

    [Fact]
    public async Task What_this_system_did_not_issue_is_a_false_positive()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        var forged = ForgedToken.Sign("a key of nobody, of more than thirty-two bytes", claims: ForgedToken.ClaimsOf(issued.Value));
        var foreign = ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, ("iss", "https://somebody.example")));

        (await server.ReportTokensAsync(forged, foreign, issued.Value[..^3] + "AAA", "eyJ", new string('x', 100_000), new string(' ', 100_000) + issued.Value))
            .Should().OnlyContain(label => label == "false_positive").And.HaveCount(6);

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_has_the_signing_key_cannot_end_a_token_with_a_report_and_raises_the_alarm()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        var forged = ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, ("iat", 1L)));

        (await server.ReportTokensAsync(forged)).Should().Equal("false_positive");

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        await server.Log.SaysAsync("found a token with a valid signature that was never issued");
    }

    [Fact]
    public async Task A_forged_token_beside_a_genuine_one_raises_the_alarm_too()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        var forged = ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, ("iat", 1L)));

        (await server.ReportTokensAsync($"{forged} {issued.Value}")).Should().Equal("true_positive");

        await server.Log.SaysAsync("found a token with a valid signature that was never issued");
    }

    [Fact]
    public async Task What_stands_after_a_genuine_token_changes_nothing_and_two_forged_ones_raise_the_alarm()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        var foreign = ForgedToken.Sign("a key of nobody, of more than thirty-two bytes", claims: ForgedToken.ClaimsOf(issued.Value));
        var forged = ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, ("iat", 1L)));

        (await server.ReportTokensAsync($"{issued.Value} {foreign} {forged} {forged}")).Should().Equal("true_positive");

        (await server.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
        await server.Log.SaysAsync("found a token with a valid signature that was never issued");
    }

    [Theory]
    [InlineData(63, "true_positive")]
    [InlineData(64, "false_positive")]
    public async Task A_token_is_looked_for_at_64_places_of_a_text(int places, string label)
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        (await server.ReportTokensAsync(string.Concat(Enumerable.Repeat("eyJ", places)) + issued.Value)).Should().Equal(label);
    }

    [Theory]
    [InlineData(8192, "true_positive")]
    [InlineData(8193, "false_positive")]
    public async Task A_token_is_looked_for_in_8192_characters(int length, string label)
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        (await server.ReportTokensAsync(issued.Value.PadLeft(length, '='))).Should().Equal(label);
    }

    [Fact]
    public async Task A_token_with_a_prefix_that_the_settings_no_longer_have_raises_the_alarm_which_names_the_setting()
    {
        await using var server = await StartAsync(("McpAuth:Jwt:TokenPrefix", "former_"));
        var issued = await server.IssueAsync();
        await using var changed = await StartAsync(("McpAuth:Jwt:TokenPrefix", "office_"));

        (await changed.ReportTokensAsync(issued.Value)).Should().Equal("false_positive");

        await changed.Log.SaysAsync("If the token had a former prefix, add it to McpAuth:Jwt:PreviousTokenPrefixes.");
    }

    [Fact]
    public async Task A_change_at_the_same_time_does_not_keep_a_leaked_token_alive()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();
        _store.BeforeNextWrite = async store =>
        {
            var token = await store.FindAsync(issued.Token.Id);
            await store.TryUpdateAsync(token! with { Name = "renamed" });
        };

        (await server.ReportTokensAsync(issued.Value)).Should().Equal("true_positive");

        var revoked = await FindAsync(issued);
        (revoked.Name, revoked.RevokedAt is null).Should().Be(("renamed", false));
    }

    [Theory]
    [InlineData("https://user:password@example.com:8443/a/b?query=1#L10", "commit", "reported by scanner (commit) https://example.com:8443/a/b")]
    [InlineData("https://example.com/a b/\n", "Pull_request_comment", "reported by scanner (Pull_request_comment) https://example.com/a%20b/")]
    [InlineData("javascript:alert(1)", "<b>", "reported by scanner")]
    [InlineData("/a/b", "commit\n", "reported by scanner")]
    [InlineData("https://example.com/{token}", null, "reported by scanner")]
    [InlineData("https://example.com/{jwt}/x", null, "reported by scanner")]
    [InlineData(null, null, "reported by scanner")]
    public async Task Of_the_place_only_what_is_no_secret_and_does_no_harm_is_kept(string? url, string? source, string detail)
    {
        await using var server = await new McpTestServerOptions { Time = _time }.WithScanners().StartAsync(("McpAuth:Jwt:TokenPrefix", "office_"));
        var issued = await server.IssueAsync();
        var place = url?.Replace("{token}", issued.Value, StringComparison.Ordinal).Replace("{jwt}", issued.Value["office_".Length..^9], StringComparison.Ordinal);
        var body = System.Text.Json.JsonSerializer.Serialize(new[] { new { token = issued.Value, type = "t", url = place, source } });

        using var response = await server.ReportAsync(body, ("X-Scanner-Secret", ScannerRequests.Secret));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.Store.ListAuditAsync(new() { TokenId = issued.Token.Id }, TestContext.Current.CancellationToken))[0].Detail.Should().Be(detail);
        await server.Log.SaysAsync("A report of the scanner scanner has 1 matches");
        server.Log.Text.Should().NotContain(issued.Value["office_".Length..^9]);
    }

    private async Task<ApiToken> FindAsync(IssuedToken issued) => (await _store.FindAsync(issued.Token.Id, TestContext.Current.CancellationToken))!;

    private Task<McpTestServer> StartAsync(params (string Key, string? Value)[] settings) =>
        new McpTestServerOptions { Time = _time, Store = _store, Services = services => services.AddSingleton<ITokenEventSink>(_sink) }.WithScanners().StartAsync(settings);
}
