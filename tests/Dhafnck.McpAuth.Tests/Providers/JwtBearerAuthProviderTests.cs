using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using NSubstitute;

namespace Dhafnck.McpAuth.Tests.Providers;

public sealed class JwtBearerAuthProviderTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_token_just_issued_is_accepted()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_token_the_challenge_has_no_error()
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.ListToolsAsync(null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Be("Bearer realm=\"mcp\"");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.")]
    public async Task A_wrong_token_is_invalid_and_nothing_more_is_said(string token)
    {
        await using var server = await Setup.StartAsync();

        await ShouldBeRefusedAsync(server, token, "The access token is invalid.");
    }

    [Fact]
    public async Task An_expired_token_is_refused_from_its_last_second_on_and_told_so()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(days: 1);

        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        using var before = await server.ListToolsAsync(issued.Value);
        before.StatusCode.Should().Be(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromSeconds(1));
        await ShouldBeRefusedAsync(server, issued.Value, "The access token expired.");
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_told_so()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        await server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", issued.Token.Id);

        await ShouldBeRefusedAsync(server, issued.Value, "The access token was revoked.");
    }

    [Fact]
    public async Task A_token_whose_record_is_gone_is_not_found_and_not_expired()
    {
        await using var server = await Setup.StartAsync();
        await using var other = await Setup.StartAsync();
        var issued = await other.IssueAsync();

        await ShouldBeRefusedAsync(server, issued.Value, "Token not found in database.");
    }

    [Fact]
    public async Task A_token_whose_record_is_gone_and_that_is_expired_too_is_expired()
    {
        await using var server = await Setup.StartAsync();
        await using var other = await Setup.StartAsync();
        var issued = await other.IssueAsync(days: 1);

        _time.Advance(TimeSpan.FromDays(1));

        await ShouldBeRefusedAsync(server, issued.Value, "The access token expired.");
    }

    [Fact]
    public async Task A_token_of_an_audience_that_is_no_longer_served_is_invalid()
    {
        var store = new InMemoryTokenStore();
        await using var both = await Sharing(store).StartAsync(("JWT_AUDIENCE", "one,two"));
        await using var one = await Sharing(store).StartAsync(("JWT_AUDIENCE", "one"));
        var issued = await both.IssueAsync(audience: "two");

        using var accepted = await both.ListToolsAsync(issued.Value);
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        await ShouldBeRefusedAsync(one, issued.Value, "The access token is invalid.");
    }

    [Fact]
    public async Task A_token_of_another_issuer_with_the_same_key_is_invalid()
    {
        var store = new InMemoryTokenStore();
        await using var here = await Sharing(store).StartAsync(("JWT_ISSUER", "here"));
        await using var there = await Sharing(store).StartAsync(("JWT_ISSUER", "there"));
        var issued = await there.IssueAsync();

        await ShouldBeRefusedAsync(here, issued.Value, "The access token is invalid.");
    }

    [Fact]
    public async Task A_token_signed_with_another_key_is_invalid()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var forged = ForgedToken.Sign("another key of more than thirty-two bytes", claims: ForgedToken.ClaimsOf(issued.Value));

        await ShouldBeRefusedAsync(server, forged, "The access token is invalid.");
    }

    [Fact]
    public async Task A_token_whose_claims_were_changed_is_invalid()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var parts = issued.Value.Split('.');
        var payload = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace("alice", "admin", StringComparison.Ordinal);
        var changed = $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";

        await ShouldBeRefusedAsync(server, changed, "The access token is invalid.");
    }

    [Fact]
    public async Task Whoever_has_the_signing_key_still_mints_nothing()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var claims = ForgedToken.ClaimsOf(issued.Value, ("iat", _time.GetUtcNow().ToUnixTimeSeconds() + 1));
        var minted = ForgedToken.Sign(McpTestServer.SecretKey, claims: claims);

        await ShouldBeRefusedAsync(server, minted, "The access token is invalid.");
        server.Log.Text.Should().Contain("the signing key may be compromised").And.Contain("restored from a backup").And.Contain("McpAuth:Jwt:PreviousTokenPrefixes");
    }

    [Fact]
    public async Task A_token_of_another_type_signed_with_the_key_is_invalid()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        await ShouldBeRefusedAsync(
            server,
            ForgedToken.Sign(McpTestServer.SecretKey, "JWT", ForgedToken.ClaimsOf(issued.Value)),
            "The access token is invalid.");
    }

    [Theory]
    [InlineData("sub", "bob")]
    [InlineData("exp", 1_000_000_000L)]
    public async Task A_record_that_was_made_to_fit_another_token_does_not_make_it_good(string claim, object value)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var forged = ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, (claim, value)));
        await server.Store.TryUpdateAsync(issued.Token with { Credential = issued.Token.Credential with { Hash = TokenHash.Compute(forged) } });

        using var response = await server.ListToolsAsync(forged);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_second_spelling_of_a_genuine_token_is_refused()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();

        foreach (var spelling in new[] { issued.Value + "=", issued.Value + ".", SetUnusedBits(issued.Value) })
        {
            using var response = await server.ListToolsAsync(spelling);
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "of {0}", spelling[^3..]);
        }
    }

    [Fact]
    public async Task What_the_record_says_holds_without_a_new_token()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync(["execute:mcp", "write:tasks"]);
        (await server.CallToolAsync(issued.Value, "write_tasks")).Should().Contain("written");

        var record = (await server.Store.FindAsync(issued.Token.Id))!;
        await server.Store.TryUpdateAsync(record with { Scopes = ["execute:mcp"] });

        (await server.ResultAsync(issued.Value, "write_tasks")).Should().Be("403 insufficient_scope");
    }

    [Fact]
    public async Task A_former_credential_is_accepted_in_its_grace_period_and_not_after()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var record = (await server.Store.FindAsync(issued.Token.Id))!;
        await server.Store.TryUpdateAsync(record with
        {
            Credential = new() { Generation = 2, Hash = TokenHash.Compute("its successor") },
            FormerCredential = record.Credential with { ValidUntil = _time.GetUtcNow().AddMinutes(5) },
        });

        using var within = await server.ListToolsAsync(issued.Value);
        within.StatusCode.Should().Be(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromMinutes(5));
        await ShouldBeRefusedAsync(server, issued.Value, "The access token was replaced by rotation.");
    }

    [Fact]
    public async Task A_credential_older_than_the_former_one_is_told_that_it_was_replaced()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var record = (await server.Store.FindAsync(issued.Token.Id))!;
        await server.Store.TryUpdateAsync(record with { Credential = new() { Generation = 3, Hash = TokenHash.Compute("the third") } });

        await ShouldBeRefusedAsync(server, issued.Value, "The access token was replaced by rotation.");
    }

    [Fact]
    public async Task The_applications_provider_is_told_the_reason_as_what_it_is()
    {
        var reasons = new System.Collections.Concurrent.ConcurrentQueue<RejectionReason?>();
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Builder = builder => builder.Services.AddSingleton(reasons);
            options.Auth = auth => auth.UseProvider<NotingProvider>();
        });
        var tokens = server.Services.GetRequiredService<ApiTokenService>();
        var revoked = await server.IssueAsync();
        var rotated = await server.IssueAsync();
        var elsewhere = await server.IssueAsync();
        var expired = await server.IssueAsync(days: 1);
        await tokens.RevokeAsync("alice", revoked.Token.Id);
        await tokens.RotateAsync("alice", rotated.Token.Id, TimeSpan.Zero);
        await tokens.UpdateAsync("alice", elsewhere.Token.Id, new() { AllowedAddresses = ["192.0.2.1"] });
        _time.Advance(TimeSpan.FromDays(1));

        foreach (var token in new[] { revoked.Value, rotated.Value, elsewhere.Value, expired.Value, "wrong" })
        {
            using var response = await server.ListToolsAsync(token);
        }

        reasons.Should().Equal(RejectionReason.Revoked, RejectionReason.Replaced, RejectionReason.AddressNotAllowed, RejectionReason.Expired, RejectionReason.NotGenuine);
    }

    [Fact]
    public async Task A_store_that_cannot_be_asked_gives_503_and_never_a_pass()
    {
        var store = Substitute.For<ITokenStore>();
        store.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns<ApiToken?>(_ => throw new TimeoutException("no answer"));
        await using var working = await Setup.StartAsync();
        await using var server = await Sharing(store).StartAsync();
        var issued = await working.IssueAsync();

        using var response = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        (await response.Content.ReadAsStringAsync()).Should().Contain("The token cannot be checked at the moment. Try again shortly.").And.NotContain("no answer");
        server.Log.Text.Should().Contain("no answer").And.Contain("(the token store could not be read)");
    }

    [Fact]
    public async Task No_token_reaches_the_log()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var wrong = issued.Value[..^4] + "AAAA";

        using var accepted = await server.ListToolsAsync(issued.Value);
        using var refused = await server.ListToolsAsync(wrong);

        server.Log.Text.Should().Contain(issued.Token.Id)
            .And.Contain("The access token is invalid.")
            .And.NotContain(issued.Value.Split('.')[1])
            .And.NotContain(issued.Value.Split('.')[2]);
    }

    private sealed class NotingProvider(JwtBearerAuthDependencies dependencies, System.Collections.Concurrent.ConcurrentQueue<RejectionReason?> reasons)
        : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            var result = await base.LoadAccessTokenAsync(context, cancellationToken);
            reasons.Enqueue(result.Rejection?.Reason);
            return result;
        }
    }

    private static string SetUnusedBits(string token)
    {
        // 32 bytes leave two bits of the last character unused; a lenient decoder takes any.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token[..^1] + Alphabet[Alphabet.IndexOf(token[^1], StringComparison.Ordinal) ^ 1];
    }

    private static async Task ShouldBeRefusedAsync(McpTestServer server, string token, string reason)
    {
        using var response = await server.ListToolsAsync(token);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Be($"Bearer realm=\"mcp\", error=\"invalid_token\", error_description=\"{reason}\"");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().Contain(reason);
        server.Log.Text.Should().Contain($"401 invalid_token: {reason}");
    }

    private McpTestServerOptions Setup => new() { Time = _time };

    private McpTestServerOptions Sharing(ITokenStore store) => new() { Time = _time, Store = store };
}
