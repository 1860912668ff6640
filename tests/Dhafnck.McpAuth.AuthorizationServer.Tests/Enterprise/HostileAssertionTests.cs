using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Outages;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Enterprise;

/// <summary>What an assertion must not bring about (RFC 7521 §8, and §7 of MCP's enterprise-managed authorization).</summary>
public sealed class HostileAssertionTests(PostgresServer postgres)
{
    private static readonly Dictionary<string, Action<SecurityTokenDescriptor>> Forgeries = new()
    {
        ["another issuer"] = token => token.Issuer = "https://login.evil.example",
        ["another server"] = token => token.Audience = "https://mcp.evil.example",
        ["several servers"] = token => token.Audiences.Add("https://mcp.evil.example"),
        ["expired"] = token => token.Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1),
        ["not valid yet"] = token => token.NotBefore = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2),
        ["living for two hours"] = token => token.Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(2),
        ["without iat"] = token => token.IssuedAt = null,
        ["unsigned"] = token => token.SigningCredentials = null,
        ["a key of the attacker"] = token => token.SigningCredentials = new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = IdentityIssuer.KeyId }, SecurityAlgorithms.RsaSha256),
        ["HMAC with the public key"] = token =>
            token.SigningCredentials = new(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(IdentityIssuer.PublicPem)) { KeyId = IdentityIssuer.KeyId }, SecurityAlgorithms.HmacSha256),
        ["an ID token"] = token => token.TokenType = "JWT",
        ["an access token"] = token => token.TokenType = "at+jwt",
    };

    public static TheoryData<string> ForgeryNames => [.. Forgeries.Keys];

    [Theory]
    [MemberData(nameof(ForgeryNames))]
    public async Task A_forged_assertion_gets_nothing(string forgery)
    {
        await using var enterprise = await EnterpriseServer.StartAsync();

        var answer = await enterprise.ExchangeAsync(enterprise.Assert(token => Forgeries[forgery](token)));

        answer.ShouldBeRefused("invalid_grant");
        answer.Text("error_description").Should().Be("The assertion is not one that this server accepts.");
        (await enterprise.Server.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("jti", null)]
    [InlineData("jti", "")]
    [InlineData("client_id", null)]
    [InlineData("client_id", "another")]
    [InlineData("sub", "somebody-else")]
    [InlineData("resource", "https://other.example/mcp")]
    [InlineData("scope", "execute:mcp mcp:admin")]
    [InlineData("scope", "no:such")]
    public async Task An_assertion_with_a_wrong_claim_gets_nothing(string claim, string? value)
    {
        await using var enterprise = await EnterpriseServer.StartAsync();

        (await enterprise.ExchangeAsync(enterprise.Assert(claims: (claim, value)))).ShouldBeRefused("invalid_grant");

        (await enterprise.Server.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Another_client_cannot_use_the_assertion()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        var assertion = enterprise.Assert();

        (await enterprise.ExchangeAsync(assertion, ("client_id", "another"))).ShouldBeRefused("invalid_grant");

        (await enterprise.ExchangeAsync(assertion)).ShouldSucceed();
    }

    [Fact]
    public async Task A_client_without_its_secret_or_identifier_or_that_registered_itself_gets_nothing()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        var registered = await OAuthClient.RegisterAsync(enterprise.Server);

        var withoutSecret = await enterprise.ExchangeAsync(enterprise.Assert(), ("client_secret", null));
        var withoutClient = await enterprise.ExchangeAsync(enterprise.Assert(), ("client_id", null), ("client_secret", null));
        var itself = await enterprise.ExchangeAsync(enterprise.Assert(claims: ("client_id", registered.Id)), ("client_id", registered.Id), ("client_secret", null));

        withoutSecret.Error.Should().Be("invalid_client");
        withoutClient.Error.Should().Be("invalid_client");
        itself.Error.Should().Be("unauthorized_client");
        (await enterprise.Server.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("resource", "https://other.example/mcp", "invalid_target")]
    [InlineData("scope", "write:context", "invalid_scope")]
    [InlineData("scope", "mcp:admin", "invalid_scope")]
    [InlineData("assertion", null, "invalid_grant")]
    [InlineData("assertion", "a.b.c", "invalid_grant")]
    public async Task A_wrong_request_gets_nothing(string parameter, string? value, string error)
    {
        await using var enterprise = await EnterpriseServer.StartAsync();

        (await enterprise.ExchangeAsync(enterprise.Assert(), (parameter, value))).ShouldBeRefused(error);

        (await enterprise.Server.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_assertion_without_a_resource_needs_one_in_the_request()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();

        (await enterprise.ExchangeAsync(enterprise.Assert(claims: ("resource", null)))).ShouldBeRefused("invalid_target");
        (await enterprise.ExchangeAsync(enterprise.Assert(claims: ("resource", null)), ("resource", enterprise.Server.Mcp))).ShouldSucceed();
    }

    [Fact]
    public async Task An_assertion_is_good_once_at_all_processes()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        await using var second = await enterprise.StartAnotherAsync();
        var assertion = enterprise.Assert();
        var answer = (await enterprise.ExchangeAsync(assertion)).ShouldSucceed();

        (await enterprise.ExchangeAsync(assertion)).ShouldBeRefused("invalid_grant");
        (await EnterpriseServer.ExchangeAsync(second, assertion)).ShouldBeRefused("invalid_grant");

        (await enterprise.Server.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_simultaneous_uses_of_one_assertion_one_succeeds_on_SQLite()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();

        await UseAtOnceAsync(enterprise);
    }

    [Fact]
    public async Task Of_simultaneous_uses_of_one_assertion_one_succeeds_on_PostgreSQL()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var enterprise = await EnterpriseServer.StartAsync(store: options => options.UseNpgsql(database));

        await UseAtOnceAsync(enterprise);
    }

    [Fact]
    public async Task The_same_jti_of_another_assertion_is_refused_too()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        (await enterprise.ExchangeAsync(enterprise.Assert(claims: ("jti", "1")))).ShouldSucceed();

        (await enterprise.ExchangeAsync(enterprise.Assert(claims: [("jti", "1"), ("scope", "execute:mcp")]))).ShouldBeRefused("invalid_grant");
    }

    [Fact]
    public async Task While_the_providers_keys_cannot_be_fetched_a_client_is_told_to_try_again()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        enterprise.Provider.IsDown = true;

        var answer = await enterprise.ExchangeAsync(enterprise.Assert());

        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        answer.Error.Should().Be("temporarily_unavailable");
    }

    [Fact]
    public async Task While_the_connection_cannot_be_stored_a_client_is_told_to_request_another_assertion()
    {
        var commands = new FailingCommands();
        var file = Path.Combine(Path.GetTempPath(), $"assertion-{Guid.NewGuid():N}.db");
        await using (var enterprise = await EnterpriseServer.StartAsync(store: options => options.UseSqlite($"Data Source={file};Pooling=False").AddInterceptors(commands)))
        {
            commands.Text = "\"mcp_tokens\"";
            (await enterprise.ExchangeAsync(enterprise.Assert())).ShouldBeRefused("invalid_grant");
            commands.Text = null;

            (await enterprise.ExchangeAsync(enterprise.Assert())).ShouldSucceed();
        }

        File.Delete(file);
    }

    [Fact]
    public async Task Markup_in_claims_is_not_reflected()
    {
        await using var enterprise = await EnterpriseServer.StartAsync();
        const string markup = "<script>alert(1)</script>";

        foreach (var claim in (string[])["sub", "client_id", "resource", "scope"])
        {
            var answer = await enterprise.ExchangeAsync(enterprise.Assert(claims: (claim, markup)));

            answer.ShouldBeRefused("invalid_grant");
            answer.Body.Should().NotContain("alert");
        }
    }

    private static async Task UseAtOnceAsync(EnterpriseServer enterprise)
    {
        var assertion = enterprise.Assert();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => enterprise.ExchangeAsync(assertion)));

        answers.Should().ContainSingle(answer => answer.Status == HttpStatusCode.OK).And.OnlyContain(answer => answer.Status == HttpStatusCode.OK || answer.Error == "invalid_grant");
        (await enterprise.Server.ListAsync()).Should().ContainSingle().Which.Credential.Generation.Should().Be(1);
    }
}
