using System.Collections.Concurrent;
using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>A token and its record have to fit, and whichever ends first ends both.</summary>
public sealed class TokenAndRecordTests
{
    private const string Key = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    private const string AnotherKey = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

    private static readonly (string, object) Hit = ("mcp_auth.cache.result", "hit");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<AccessTokenResult> _results = [];

    [Theory]
    [InlineData(false, 2, 1)]
    [InlineData(false, 1, 2)]
    [InlineData(true, 2, 1)]
    [InlineData(true, 1, 2)]
    public async Task A_token_expires_at_its_own_end_or_at_that_of_its_record(bool remembers, int days, int daysOfRecord)
    {
        await using var server = await Setup(remembers).StartAsync(NoteResults);
        using var metrics = CollectedMetrics.Of(server);
        var issued = await server.IssueAsync(days: days);
        await ChangeAsync(server, issued, record => record with { ExpiresAt = _time.GetUtcNow().AddDays(daysOfRecord) });
        var end = _time.GetUtcNow().AddDays(1);

        _time.SetUtcNow(end.AddSeconds(-1));
        await TrustsAsync(metrics, remembers);
        using var before = await server.ListToolsAsync(issued.Value);
        _time.SetUtcNow(end);

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        Ends.Should().Equal(end);
        (await RefusalAsync(server, issued.Value)).Should().EndWith("error_description=\"The access token expired.\"");
        _results.Last().Rejection!.Reason.Should().Be(RejectionReason.Expired);
        metrics.Sum("mcp_auth.cache.requests", Hit).Should().Be(remembers ? 1 : 0);
    }

    [Fact]
    public async Task A_former_token_expires_at_its_own_end_within_the_grace_period_too()
    {
        await using var server = await Setup().StartAsync(NoteResults);
        var (graced, expiring) = (await server.IssueAsync(days: 1), await server.IssueAsync(days: 1));
        await ReplaceAsync(server, graced, TimeSpan.FromHours(1));
        await ReplaceAsync(server, expiring, TimeSpan.FromDays(2));

        using var first = await server.ListToolsAsync(graced.Value);
        using var second = await server.ListToolsAsync(expiring.Value);
        Ends.Should().Equal(_time.GetUtcNow().AddHours(1), _time.GetUtcNow().AddDays(1));
        _time.Advance(TimeSpan.FromDays(1));

        (await RefusalAsync(server, graced.Value)).Should().EndWith("error_description=\"The access token was replaced by rotation.\"");
        (await RefusalAsync(server, expiring.Value)).Should().EndWith("error_description=\"The access token expired.\"");
        _results.TakeLast(2).Select(result => result.Rejection!.Reason).Should().Equal(RejectionReason.Replaced, RejectionReason.Expired);
    }

    [Fact]
    public async Task A_former_token_of_a_revoked_record_is_told_that_it_was_revoked()
    {
        await using var server = await Setup().StartAsync();
        var (former, ended, older) = (await server.IssueAsync(), await server.IssueAsync(), await server.IssueAsync());
        await ReplaceAsync(server, former, TimeSpan.FromHours(1));
        await ReplaceAsync(server, ended, TimeSpan.Zero);
        await ReplaceAsync(server, older, TimeSpan.FromHours(1));
        await ChangeAsync(server, former, record => record with { RevokedAt = _time.GetUtcNow() });
        await ChangeAsync(server, ended, record => record with { RevokedAt = _time.GetUtcNow() });
        await ChangeAsync(server, older, record => record with { RevokedAt = _time.GetUtcNow(), FormerCredential = null });

        foreach (var token in new[] { former, ended, older })
        {
            (await RefusalAsync(server, token.Value)).Should().EndWith("error_description=\"The access token was revoked.\"");
        }
    }

    [Theory]
    [InlineData("sub", "bob", null)]
    [InlineData("cnf", Key, null)]
    [InlineData("cnf", Key, AnotherKey)]
    public async Task A_token_whose_claims_do_not_fit_its_record_is_invalid_and_the_log_says_why(string claim, string value, string? keyOfRecord)
    {
        await using var server = await Setup().StartAsync();
        var issued = await server.IssueAsync();
        object claimed = claim == "cnf" ? new Dictionary<string, object> { ["jkt"] = value } : value;
        var forged = ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, (claim, claimed)));
        await ChangeAsync(server, issued, record => record with { KeyThumbprint = keyOfRecord, Credential = record.Credential with { Hash = TokenHash.Compute(forged) } });

        (await RefusalAsync(server, forged)).Should().Contain("error_description=\"The access token is invalid.\"");
        server.Log.Text.Should().Contain($"the claims do not match the record {issued.Token.Id}");
    }

    [Fact]
    public async Task A_record_that_is_bound_to_a_key_binds_a_token_that_does_not_say_so()
    {
        await using var server = await Setup().StartAsync();
        var issued = await server.IssueAsync();
        await ChangeAsync(server, issued, record => record with { KeyThumbprint = Key });

        (await RefusalAsync(server, issued.Value)).Should().Contain("The access token is bound to a key. Send it with the scheme DPoP");
        server.Log.Text.Should().NotContain("do not match");
    }

    [Fact]
    public async Task The_log_says_what_became_of_a_token_without_its_record()
    {
        await using var server = await Setup().StartAsync();
        await using var other = await Setup().StartAsync();
        var (issued, unknown) = (await server.IssueAsync(), await other.IssueAsync(days: 1));
        var minted = ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, ("iat", _time.GetUtcNow().ToUnixTimeSeconds() + 1)));
        await RefusalAsync(server, minted);
        _time.Advance(TimeSpan.FromDays(1));
        await RefusalAsync(server, unknown.Value);

        server.Log.Text.Should().Contain($"the signature is valid, but this token was never issued for {issued.Token.Id}")
            .And.Contain($"the record {unknown.Token.Id} no longer exists");
    }

    [Fact]
    public async Task A_remembered_token_is_used_from_its_addresses_alone()
    {
        await using var server = await Setup(remembers: true).StartAsync(options =>
        {
            options.Map = app =>
            {
                app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
                app.MapMcp("/mcp").RequireMcpAuth();
            };
        });
        using var metrics = CollectedMetrics.Of(server);
        var issued = await server.IssueAsync();
        await ChangeAsync(server, issued, record => record with { AllowedAddresses = ["192.0.2.7"] });
        await TrustsAsync(metrics, remembers: true);

        foreach (var (address, status) in new[] { ("192.0.2.7", HttpStatusCode.OK), ("192.0.2.8", HttpStatusCode.Unauthorized), ("192.0.2.7", HttpStatusCode.OK) })
        {
            using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
            request.Headers.Add("X-Forwarded-For", address);
            using var response = await server.Http.SendAsync(request);
            response.StatusCode.Should().Be(status, "of {0}", address);
        }

        metrics.Sum("mcp_auth.cache.requests", Hit).Should().Be(2);
    }

    // Records are remembered from the first poll on that the store has answered.
    private static Task TrustsAsync(CollectedMetrics metrics, bool remembers) =>
        remembers ? Eventually.GetAsync(() => Task.FromResult(metrics.Read("mcp_auth.cache.trusted")), trusted => trusted == 1) : Task.CompletedTask;

    private static async Task<string> RefusalAsync(McpTestServer server, string token)
    {
        using var response = await server.ListToolsAsync(token);
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        return response.Headers.WwwAuthenticate.ToString();
    }

    private async Task ReplaceAsync(McpTestServer server, IssuedToken issued, TimeSpan gracePeriod) =>
        await ChangeAsync(server, issued, record => record with
        {
            Credential = new() { Generation = 3, Hash = TokenHash.Compute("its successor") },
            FormerCredential = record.Credential with { ValidUntil = _time.GetUtcNow() + gracePeriod },
            ExpiresAt = _time.GetUtcNow().AddDays(10),
        });

    private static async Task ChangeAsync(McpTestServer server, IssuedToken issued, Func<ApiToken, ApiToken> change) =>
        (await server.Store.TryUpdateAsync(change((await server.Store.FindAsync(issued.Token.Id))!))).Should().BeTrue();

    private IEnumerable<DateTimeOffset?> Ends => _results.Where(result => result.Succeeded).Select(result => result.AccessToken!.ExpiresAt);

    private void NoteResults(McpTestServerOptions options)
    {
        options.Builder = builder => builder.Services.AddSingleton(_results);
        options.Auth = auth => auth.UseProvider<NotingProvider>();
    }

    private McpTestServerOptions Setup(bool remembers = false) => new() { Time = _time, RemembersRecords = remembers };

    private sealed class NotingProvider(JwtBearerAuthDependencies dependencies, ConcurrentQueue<AccessTokenResult> results) : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            var result = await base.LoadAccessTokenAsync(context, cancellationToken);
            results.Enqueue(result);
            return result;
        }
    }
}
