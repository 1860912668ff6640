using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Workloads;

/// <summary>What an exchange must not accept (RFC 8693 §2.2.2, RFC 8725).</summary>
public sealed class HostileExchangeTests
{
    private static readonly Dictionary<string, Action<SecurityTokenDescriptor>> Forgeries = new()
    {
        ["another issuer"] = token => token.Issuer = "https://token.actions.example.com",
        ["another audience"] = token => token.Audience = "https://github.com/acme",
        ["expired"] = token => token.Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1),
        ["not valid yet"] = token => token.NotBefore = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2),
        ["without expiry"] = token => token.Expires = null,
        ["unsigned"] = token => token.SigningCredentials = null,
        ["a key of the attacker with the known kid"] = token =>
            token.SigningCredentials = new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = IdentityIssuer.KeyId }, SecurityAlgorithms.RsaSha256),
        ["a key of the attacker without kid"] = token => token.SigningCredentials = new(new RsaSecurityKey(RSA.Create(2048)), SecurityAlgorithms.RsaSha256),
        ["HMAC with the public key"] = token =>
            token.SigningCredentials = new(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(IdentityIssuer.PublicPem)) { KeyId = IdentityIssuer.KeyId }, SecurityAlgorithms.HmacSha256),
        ["an access token"] = token => token.TokenType = "at+jwt",
        ["an ID-JAG"] = token => token.TokenType = "oauth-id-jag+jwt",
    };

    public static TheoryData<string> ForgeryNames => [.. Forgeries.Keys];

    [Theory]
    [MemberData(nameof(ForgeryNames))]
    public async Task A_forged_identity_token_gets_nothing(string forgery)
    {
        await using var workloads = await WorkloadServer.StartAsync();

        var answer = await workloads.ExchangeAsync(workloads.Identify(change: token => Forgeries[forgery](token)));

        answer.ShouldBeRefused("invalid_request");
        answer.Text("error_description").Should().Be("The subject token is not one that this server accepts.", "whoever presents it has not proven anything");
        (await workloads.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("a.b.c")]
    [InlineData("")]
    public async Task A_subject_token_that_is_no_JWT_gets_nothing(string token)
    {
        await using var workloads = await WorkloadServer.StartAsync();

        (await workloads.ExchangeAsync(token)).ShouldBeRefused("invalid_request");
    }

    [Theory]
    [InlineData("repo:acme/tasks:ref:refs/heads/main", true)]
    [InlineData("repo:acme/tasks:ref:refs/heads/main2", false)]
    [InlineData("repo:acme/tasks:ref:refs/heads/maim", false)]
    [InlineData("a repo:acme/tasks:ref:refs/heads/main", false)]
    [InlineData("repo:acme/tasks:ref:refs/heads/Main", false)]
    [InlineData("repo:acme/tasksXref:refs/heads/main", false)]
    [InlineData("repo:acme/tasks:pull_request", false)]
    public async Task A_subject_is_compared_as_a_whole(string subject, bool isAccepted)
    {
        await using var workloads = await WorkloadServer.StartAsync();

        var answer = await workloads.ExchangeAsync(workloads.Identify(subject));

        (answer.Status == HttpStatusCode.OK).Should().Be(isAccepted, "of {0}", answer.Body);
        (await workloads.ListAsync()).Should().HaveCount(isAccepted ? 1 : 0);
    }

    [Theory]
    [InlineData("repo:acme/tasks:environment:production", true)]
    [InlineData("repo:acme/notes:environment:production", true)]
    [InlineData("repo:acme/tasks:ref:refs/heads/x:environment:production", false)]
    [InlineData("repo:acme.evil/tasks:environment:production", false)]
    [InlineData("repo:acme/tasks:environment:production:ref", false)]
    public async Task A_wildcard_stays_between_two_colons(string subject, bool isAccepted)
    {
        await using var workloads = await WorkloadServer.StartAsync(rule: rule => rule.Subject = "repo:acme/*:environment:production");

        (await workloads.ExchangeAsync(workloads.Identify(subject))).Status.Should().Be(isAccepted ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("12345", true)]
    [InlineData("123456", false)]
    [InlineData(null, false)]
    public async Task A_rule_can_require_other_claims(string? ownerId, bool isAccepted)
    {
        await using var workloads = await WorkloadServer.StartAsync(rule: rule => rule.Claims["repository_owner_id"] = "12345");
        var claims = ownerId is null ? [] : new Dictionary<string, object> { ["repository_owner_id"] = ownerId };

        (await workloads.ExchangeAsync(workloads.Identify(claims: claims))).Status.Should().Be(isAccepted ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("read:tasks", "read:tasks")]
    [InlineData("execute:mcp read:tasks", "execute:mcp read:tasks")]
    public async Task A_workload_can_ask_for_less_than_its_rule_allows(string requested, string granted)
    {
        await using var workloads = await WorkloadServer.StartAsync();

        (await workloads.ExchangeAsync(workloads.Identify(), ("scope", requested))).ShouldSucceed().Scopes.Should().BeEquivalentTo(granted.Split(' '));
    }

    [Theory]
    [InlineData("execute:mcp write:context")]
    [InlineData("mcp:admin")]
    [InlineData("execute:mcp mcp:admin")]
    [InlineData("tokens:rotate")]
    [InlineData("offline_access")]
    [InlineData("mcp:access")]
    [InlineData("no:such")]
    public async Task A_workload_cannot_ask_for_more_than_its_rule_allows(string requested)
    {
        await using var workloads = await WorkloadServer.StartAsync();

        (await workloads.ExchangeAsync(workloads.Identify(), ("scope", requested))).ShouldBeRefused("invalid_scope");

        (await workloads.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("resource", null, "invalid_target")]
    [InlineData("resource", "https://other.example/mcp", "invalid_target")]
    [InlineData("audience", "https://other.example/mcp", "invalid_target")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token", "invalid_request")]
    [InlineData("subject_token_type", "urn:ietf:params:oauth:token-type:saml2", "invalid_request")]
    [InlineData("subject_token_type", null, "invalid_request")]
    [InlineData("subject_token", null, "invalid_request")]
    public async Task A_wrong_request_gets_nothing(string parameter, string? value, string error)
    {
        await using var workloads = await WorkloadServer.StartAsync();

        (await workloads.ExchangeAsync(workloads.Identify(), (parameter, value))).ShouldBeRefused(error);

        (await workloads.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_actor_token_is_refused()
    {
        await using var workloads = await WorkloadServer.StartAsync();
        var identity = workloads.Identify();

        (await workloads.ExchangeAsync(identity, ("actor_token", identity), ("actor_token_type", WorkloadServer.TokenType))).ShouldBeRefused("invalid_request");
    }

    [Fact]
    public async Task A_registered_client_cannot_exchange_and_nobody_else_goes_without_a_client_identifier()
    {
        await using var workloads = await WorkloadServer.StartAsync();
        var client = await OAuthClient.RegisterAsync(workloads.Server);
        var code = await client.AskAsync();

        var exchanged = await workloads.ExchangeAsync(workloads.Identify(), ("client_id", client.Id));
        var anonymous = await client.ExchangeAsync(code, ("client_id", null));

        exchanged.Error.Should().Be("invalid_client");
        anonymous.Error.Should().Be("invalid_request", "OpenIddict knows that a code belongs to a client");
        (await client.RevokeAsync("a token", ("client_id", null))).Error.Should().Be("invalid_client");
        var answer = (await client.ExchangeAsync(code)).ShouldSucceed();
        (await client.RefreshAsync(answer.RefreshToken, ("client_id", null))).Error.Should().Be("invalid_client");
    }

    [Fact]
    public async Task While_the_platforms_keys_cannot_be_fetched_a_workload_is_told_to_try_again()
    {
        await using var workloads = await WorkloadServer.StartAsync();
        workloads.Platform.IsDown = true;

        var answer = await workloads.ExchangeAsync(workloads.Identify());

        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        answer.Error.Should().Be("temporarily_unavailable");
    }

    [Fact]
    public async Task Markup_in_a_claim_stays_text_and_invisible_characters_are_refused()
    {
        await using var workloads = await WorkloadServer.StartAsync(rule: rule => rule.Subject = "repo:acme/*");

        (await workloads.ExchangeAsync(workloads.Identify("repo:acme/<script>alert(1)</script>"))).ShouldSucceed();
        var refused = await workloads.ExchangeAsync(workloads.Identify("repo:acme/\u202Eskst"));
        var unmatched = await workloads.ExchangeAsync(workloads.Identify("<script>alert(1)</script>"));

        refused.ShouldBeRefused("invalid_request");
        unmatched.Body.Should().NotContain("alert");
        (await workloads.ListAsync()).Should().ContainSingle().Which.Name.Should().Be("Build jobs");
    }
}
