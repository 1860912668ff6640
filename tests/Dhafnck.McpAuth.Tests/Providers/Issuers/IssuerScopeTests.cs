using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>Which scopes the claims of an issuer come to, and which settings of issuers stop the start.</summary>
public sealed class IssuerScopeTests
{
    private static readonly IssuerKey Key = IssuerKeysOfTests.Rsa;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("scope", "execute:mcp write:tasks")]
    [InlineData("scp", "execute:mcp write:tasks")]
    [InlineData("scopes", new[] { "execute:mcp", "write:tasks" })]
    [InlineData("scp", new[] { "execute:mcp write:tasks" })]
    public async Task By_default_scopes_are_where_issuers_put_them(string claim, object scopes)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        (await MayWriteAsync(server, issuer, ("scope", null), (claim, scopes))).Should().BeTrue();
    }

    [Fact]
    public async Task A_setting_says_which_claims_hold_scopes()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:0:ScopeClaims:0", "permissions"));

        (await MayWriteAsync(server, issuer, ("permissions", new[] { "execute:mcp", "write:tasks" }))).Should().BeTrue();
        (await MayWriteAsync(server, issuer, ("scope", "execute:mcp write:tasks"))).Should().BeFalse();
    }

    [Theory]
    [InlineData("Tasks.Write", true)]
    [InlineData("Tasks.Read", false)]
    [InlineData("api:tasks:write", true)]
    [InlineData("tasks.write", false)]
    public async Task Scopes_of_the_issuer_stand_for_those_that_they_are_mapped_to(string scope, bool mayWrite)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(
            issuer,
            ("TrustedIssuers:0:ScopeMappings:Tasks.Write:0", "execute:mcp"),
            ("TrustedIssuers:0:ScopeMappings:Tasks.Write:1", "write:tasks"),
            ("TrustedIssuers:0:ScopeMappings:api:tasks:write", "execute:mcp write:tasks"));

        (await MayWriteAsync(server, issuer, ("scope", scope))).Should().Be(mayWrite);
    }

    [Fact]
    public async Task A_scope_that_is_mapped_no_longer_stands_for_itself()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:0:ScopeMappings:write:tasks", "read:tasks"));

        (await MayWriteAsync(server, issuer, ("scope", "execute:mcp write:tasks"))).Should().BeFalse();
    }

    [Theory]
    [InlineData("roles", "Task Editors", true)]
    [InlineData("roles", new[] { "Readers", "Task Editors" }, true)]
    [InlineData("groups", new[] { "Task Editors" }, true)]
    [InlineData("roles", new[] { "Readers" }, false)]
    [InlineData("roles", "Task", false)]
    [InlineData("roles", "write:tasks", false)]
    [InlineData("wids", "Task Editors", false)]
    public async Task Roles_and_groups_bring_the_scopes_that_they_are_mapped_to(string claim, object value, bool mayWrite)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:0:RoleMappings:Task Editors", "execute:mcp write:tasks"));

        (await MayWriteAsync(server, issuer, ("scope", "execute:mcp"), (claim, value))).Should().Be(mayWrite);
    }

    [Fact]
    public async Task Nothing_that_an_issuer_says_is_mcp_admin_or_lets_a_token_rotate()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow(), ("scope", "execute:mcp mcp:admin tokens:rotate"), ("scp", new[] { "mcp:admin" }), ("roles", new[] { "mcp:admin" })));

        (await server.ResultAsync(token, "whoami")).Should().Be("external-user");
        (await server.ResultAsync(token, "write_both")).Should().Be("403 insufficient_scope");
    }

    [Fact]
    public async Task What_is_no_text_is_no_scope()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        (await MayWriteAsync(server, issuer, ("scope", new Dictionary<string, object> { ["execute:mcp"] = true, ["write:tasks"] = "write:tasks" }))).Should().BeFalse();
        (await MayWriteAsync(server, issuer, ("scope", 5), ("scp", true), ("roles", new object[] { 1, "x" }))).Should().BeFalse();
    }

    [Theory]
    [InlineData("*maps to 'mcp:admin'*only a token's record*", "ScopeMappings:x:0", "mcp:admin")]
    [InlineData("*maps to 'tokens:rotate'*", "RoleMappings:x", "read:tasks tokens:rotate")]
    [InlineData("*maps to 'raed:tasks'*not in the catalog*AddScope*", "RoleMappings:x:0", "raed:tasks")]
    [InlineData("*has more than one of SecretKey, Authority and JwksUri*", "JwksUri", "https://keys.example/")]
    [InlineData("*has more than one of SecretKey, Authority and JwksUri*", "SecretKey", "a-shared-key-of-more-than-thirty-two-bytes")]
    [InlineData("*an invalid Authority. It must be an absolute https address*", "Authority", "http://login.example")]
    [InlineData("*an invalid Authority. It must be an absolute https address*", "Authority", "login.example")]
    [InlineData("*an invalid Authority. It must be an absolute https address*", "Authority", "https://user:hunter2@login.example")]
    [InlineData("*an invalid Authority. It must be an absolute https address*", "Authority", "https://login.example/?tenant=1")]
    [InlineData("*has the algorithm 'HS256'*RS256*", "Algorithms:0", "HS256")]
    [InlineData("*has the algorithm 'none'*", "Algorithms:0", "none")]
    [InlineData("*must differ from JWT_ISSUER and from every other trusted issuer*", "Issuer", "dhafnck-mcp")]
    [InlineData("*needs at least one audience*", "Audiences:0", "")]
    [InlineData("*in ScopeClaims, RoleClaims or RequiredClaims*", "RoleClaims:0", "two words")]
    [InlineData("McpAuth:Jwt:TrustedIssuers:0:Autority is not a setting*", "Autority", "https://login.example")]
    public async Task Wrong_settings_of_an_issuer_stop_the_start_and_the_message_says_what_to_do(string message, string setting, string value)
    {
        var start = () => _time.StartAsync(
        [
            .. new Dictionary<string, string?>
            {
                ["TrustedIssuers:0:Issuer"] = "https://login.example",
                ["TrustedIssuers:0:Authority"] = "https://login.example",
                ["TrustedIssuers:0:Audiences:0"] = ExternalIssuerServer.Audience,
                ["TrustedIssuers:0:" + setting] = value,
            }.Select(pair => (pair.Key, pair.Value)),
        ]);

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message).Which.Message.Should().NotContain("hunter2");
    }

    [Fact]
    public async Task An_issuer_with_a_shared_key_has_no_other_algorithm()
    {
        var start = () => _time.StartAsync(
            ("TrustedIssuers:0:Issuer", "partner"),
            ("TrustedIssuers:0:SecretKey", "a-shared-key-of-more-than-thirty-two-bytes"),
            ("TrustedIssuers:0:Audiences:0", ExternalIssuerServer.Audience),
            ("TrustedIssuers:0:Algorithms:0", "RS256"));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*has the algorithm 'RS256'*Supported algorithms: HS256.");
    }

    [Fact]
    public async Task Mappings_of_no_issuer_stop_the_start()
    {
        var start = () => _time.StartAsync(("TrustedIssuers:3:RoleMappings:x", "read:tasks"));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("McpAuth:Jwt:TrustedIssuers:3 has only mappings*");
    }

    private async Task<bool> MayWriteAsync(McpTestServer server, ExternalIssuer issuer, params (string Name, object? Value)[] claims) =>
        (await server.CallToolAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), claims)), "write_tasks")).Contains("written");
}
