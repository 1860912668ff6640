using System.Net;
using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Telemetry;
using Dhafnck.McpAuth.Tests.Providers.Issuers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Dhafnck.McpAuth.Tests.Providers.Selection.SeveralProviders;

namespace Dhafnck.McpAuth.Tests.Providers.Selection;

/// <summary>Several providers at once: the form of the credentials selects one of them, and no other is asked.</summary>
public sealed class SeveralProvidersTests
{
    private const long End = 4102444800;

    [Theory]
    [InlineData("jwt,env")]
    [InlineData(" ENV , jwt ")]
    [InlineData("env,jwt,env,")]
    public async Task Each_token_is_accepted_by_the_provider_of_its_form(string types)
    {
        await using var server = await Of(types).StartAsync();

        (await server.WhoAsync((await server.IssueAsync()).Value)).Should().Be("alice of dhafnck-mcp by jwt");
        (await server.WhoAsync(FixedToken)).Should().Be("env of env by env");
        (await server.WhoAsync("another")).Should().StartWith("401 Bearer").And.Contain("invalid_token");
        (await server.WhoAsync(null)).Should().StartWith("401 Bearer").And.NotContain("error");
    }

    [Fact]
    public async Task A_token_that_its_provider_refuses_is_offered_to_no_other()
    {
        var others = new AskedProvider("other-token", ProviderCredentials.Any);
        var prefixed = new AskedProvider("key_1", new() { Prefixes = ["key_"] });
        await using var server = await WithAsync("jwt,others,prefixed", ("others", others), ("prefixed", prefixed));
        var issued = await server.IssueAsync();

        (await server.WhoAsync(issued.Value)).Should().EndWith("by jwt");
        (await server.WhoAsync("other-token")).Should().EndWith("by others");
        (await server.WhoAsync("key_1")).Should().EndWith("by prefixed");
        (await server.WhoAsync("key_2")).Should().StartWith("401");
        (await server.WhoAsync(ForgedToken.Sign("a key of nobody, of more than thirty-two bytes", claims: ForgedToken.ClaimsOf(issued.Value)))).Should().StartWith("401");
        (await server.WhoAsync(ForgedToken.Sign("a key of nobody, of more than thirty-two bytes", claims: ForgedToken.ClaimsOf(issued.Value, ("iss", "https://nobody.example"))))).Should().StartWith("401");

        others.Asked.Should().Equal("other-token");
        prefixed.Asked.Should().Equal("key_1", "key_2");
    }

    [Fact]
    public async Task The_issuer_of_a_JWT_selects_among_providers_that_name_issuers()
    {
        var partner = ForgedToken.Sign("a key of a partner, of more than thirty-two bytes", claims: [("iss", "https://partner.example"), ("sub", "alice"), ("aud", "x"), ("exp", End)]);
        var mine = new AskedProvider(partner, new() { Issuers = ["https://partner.example"], IncludesOthers = true });
        await using var server = await WithAsync("jwt,mine", ("mine", mine));

        (await server.WhoAsync(partner)).Should().EndWith("by mine");
        (await server.WhoAsync((await server.IssueAsync()).Value)).Should().EndWith("by jwt");
        (await server.WhoAsync(ForgedToken.Sign(McpTestServer.SecretKey, claims: [("iss", "https://unknown.example"), ("sub", "alice"), ("aud", "x"), ("exp", End)]))).Should().StartWith("401");
        mine.Asked.Should().Equal(partner);
        server.Log.Text.Should().Contain("no active type checks tokens of this form or issuer");
    }

    [Theory]
    [InlineData("eyes-wide-open")]
    [InlineData("ey.nothing")]
    [InlineData("one.two.three")]
    public async Task A_token_that_only_resembles_a_JWT_is_of_another_form(string token)
    {
        await using var server = await WithAsync("jwt,others", ("others", new AskedProvider(token, ProviderCredentials.Any)));

        (await server.WhoAsync(token)).Should().EndWith("by others");
    }

    [Theory]
    [InlineData("jwt,keys")]
    [InlineData("keys,jwt")]
    public async Task A_header_of_a_provider_selects_it_and_stands_beside_no_other_credentials(string types)
    {
        await using var server = await Of(types).StartAsync(options => options.Auth = auth => auth.AddProvider<KeyProvider>("keys"));
        var issued = await server.IssueAsync();

        (await server.WhoAsync(null, ("X-Service-Key", "k"))).Should().Be("service of keys by keys");
        (await server.WhoAsync(null, ("X-Service-Key", "wrong"))).Should().Be("401 ApiKey realm=\"mcp\"");
        (await server.WhoAsync(issued.Value)).Should().EndWith("by jwt");
        using var both = await server.SendAsync("/who", issued.Value, ("X-Service-Key", "k"));
        both.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await server.WhoAsync(null)).Should().StartWith("401 Bearer");
    }

    [Fact]
    public async Task A_server_that_reads_no_bearer_tokens_does_not_ask_for_one()
    {
        await using var server = await Of("keys,badges").StartAsync(options => options.Auth = auth => auth.AddProvider<KeyProvider>("keys").AddProvider<BadgeProvider>("badges"));

        (await server.WhoAsync(null)).Should().Be("401 ApiKey realm=\"mcp\"");
    }

    [Fact]
    public async Task A_header_of_a_provider_stands_beside_no_header_for_tokens_and_none_of_another_provider()
    {
        await using var server = await Of("jwt,keys,badges").StartAsync(options =>
        {
            options.Settings["MCP_TOKEN_HEADER"] = "X-API-Key";
            options.Auth = auth => auth.AddProvider<KeyProvider>("keys").AddProvider<BadgeProvider>("badges");
        });
        var issued = await server.IssueAsync();

        (await server.WhoAsync(null, ("X-Service-Key", "k"))).Should().EndWith("by keys");
        (await server.WhoAsync(null, ("X-Badge", "b"))).Should().EndWith("by badges");
        (await server.WhoAsync(null, ("X-API-Key", issued.Value))).Should().EndWith("by jwt");
        foreach (var (name, value) in new[] { ("X-API-Key", issued.Value), ("X-Badge", "b") })
        {
            using var both = await server.SendAsync("/who", null, ("X-Service-Key", "k"), (name, value));
            both.StatusCode.Should().Be(HttpStatusCode.BadRequest, "of {0}", name);
        }
    }

    [Fact]
    public async Task Which_provider_decided_stands_in_the_metrics_and_the_log()
    {
        await using var server = await Of("jwt,env").StartAsync();
        using var metrics = CollectedMetrics.Of(server);
        using var spans = new CollectedSpans("Microsoft.AspNetCore");

        await server.WhoAsync(FixedToken);
        await server.WhoAsync("another");
        await server.WhoAsync(null);
        await server.WhoAsync((await server.IssueAsync()).Value);
        await server.WhoAsync(ForgedToken.Sign(McpTestServer.SecretKey, claims: [("iss", "https://unknown.example"), ("sub", "alice"), ("aud", "x"), ("exp", End)]));

        foreach (var (provider, outcome) in new[] { ("env", "succeeded"), ("env", "unauthenticated"), ("jwt", "unauthenticated"), ("unknown", "unauthenticated"), ("jwt", "succeeded") })
        {
            await metrics.SumsToAsync(1, "mcp_auth.requests", ("mcp_auth.provider", provider), ("mcp_auth.outcome", outcome));
            metrics.Of("mcp_auth.authentication.duration", ("mcp_auth.provider", provider), ("mcp_auth.outcome", outcome)).Should().ContainSingle();
            await spans.HasAsync("Microsoft.AspNetCore.Hosting.HttpRequestIn", span => Equals(span.GetTagItem("mcp_auth.provider"), provider) && Equals(span.GetTagItem("mcp_auth.outcome"), outcome));
        }

        server.Log.Text.Should().Contain("accepted env of the type env").And.Contain("(not one of MCP_BEARER_TOKEN, env)").And.Contain("MCP authentication: jwt, env.");
    }

    [Fact]
    public async Task A_claim_of_a_token_does_not_state_its_provider()
    {
        await using var server = await Of("named").StartAsync(options => options.Auth = auth => auth.AddProvider("named", _ => new ClaimingProvider()));

        (await server.WhoAsync("any")).Should().Be("claiming of claiming by named");
    }

    [Fact]
    public async Task The_token_API_validates_API_tokens_whatever_else_is_accepted()
    {
        await using var server = await Of("env,jwt").StartAsync();

        using var ours = await server.PostAsync("{}", (await server.IssueAsync()).Value, "/api/v2/tokens/validate");
        using var other = await server.PostAsync("{}", FixedToken, "/api/v2/tokens/validate");

        ours.StatusCode.Should().Be(HttpStatusCode.OK);
        other.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_issuer_of_API_tokens_is_free_for_another_provider_when_there_is_no_signing_key()
    {
        await using var issuer = await ExternalIssuer.StartAsync(IssuerKeysOfTests.Rsa);
        var token = ForgedToken.Sign("a key of a partner, of more than thirty-two bytes", claims: [("iss", "dhafnck-mcp"), ("sub", "alice"), ("aud", "x"), ("exp", End)]);
        await using var server = await Of("jwt,mine").StartAsync(options =>
        {
            options.Settings["JWT_SECRET_KEY"] = null;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Authority"] = issuer.Authority;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Audiences"] = "mcp-server";
            options.Auth = auth => auth.AddProvider("mine", _ => new AskedProvider(token, new() { Issuers = ["dhafnck-mcp"] }));
            options.Map = app => app.MapPost("/who", (ClaimsPrincipal user) => $"by {user.FindFirst(McpClaimTypes.Provider)?.Value}").RequireMcpAuth();
        });

        (await server.WhoAsync(token)).Should().Be("by mine");
    }

    [Fact]
    public async Task A_token_of_several_forms_is_never_another_providers()
    {
        await using var issuer = await ExternalIssuer.StartAsync(IssuerKeysOfTests.Rsa);
        await using var server = await Of("jwt,env").StartAsync(
            ("McpAuth:Jwt:TrustedIssuers:0:Authority", issuer.Authority),
            ("McpAuth:Jwt:TrustedIssuers:0:Audiences", "mcp-server"));
        var issued = await server.IssueAsync();
        var now = TimeProvider.System.GetUtcNow();
        (string Name, object? Value)[] ours = [("aud", "mcp-server"), ("sub", "alice"), ("jti", ForgedToken.ClaimsOf(issued.Value).Single(claim => claim.Name == "jti").Value)];

        // The issuer signs what it likes, and stays itself.
        (await server.WhoAsync(IssuerKeysOfTests.Rsa.Sign(issuer.Claims(now, [.. ours, ("iss", "dhafnck-mcp")])))).Should().StartWith("401");
        (await server.WhoAsync(IssuerKeysOfTests.Rsa.Sign(issuer.Claims(now, [.. ours, ("iss", "env")])))).Should().StartWith("401");
        (await server.WhoAsync(IssuerKeysOfTests.Rsa.Sign(issuer.Claims(now, ours)))).Should().Be($"alice of {issuer.Authority} by jwt");

        // It is no API token: it has no record, rotates nothing, and is no user of ours.
        using var rotated = await server.PostAsync("{}", IssuerKeysOfTests.Rsa.Sign(issuer.Claims(now, [.. ours, ("scope", "tokens:rotate execute:mcp")])), "/api/v2/tokens/rotate");
        rotated.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await server.Store.FindAsync(issued.Token.Id, TestContext.Current.CancellationToken))!.Credential.Generation.Should().Be(1);

        // Our key makes no token of the issuer, and parts of a token are no fixed token.
        (await server.WhoAsync(ForgedToken.Sign(McpTestServer.SecretKey, claims: ForgedToken.ClaimsOf(issued.Value, ("iss", issuer.Authority))))).Should().StartWith("401");
        foreach (var part in new[] { issued.Value[2..], issued.Value + ".x", $"{FixedToken}.{FixedToken}.{FixedToken}", $"ey{FixedToken}", FixedToken + "=", "Bearer" })
        {
            (await server.WhoAsync(part)).Should().StartWith("401", "of {0}", part);
        }
    }

    private static Task<McpTestServer> WithAsync(string types, params (string Name, AskedProvider Provider)[] providers) => Of(types).StartAsync(options => options.Auth = auth =>
    {
        foreach (var (name, provider) in providers)
        {
            auth.AddProvider(name, _ => provider);
        }
    });

    private sealed class BadgeProvider : IMcpAuthProvider
    {
        public bool RequiresToken => false;

        public ProviderCredentials Credentials => new() { Headers = ["X-Badge"] };

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(AccessTokenResult.Success(new() { Subject = "badge", Scopes = ["execute:mcp"], Issuer = "badges" }));
    }

    private sealed class ClaimingProvider : IMcpAuthProvider
    {
        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(AccessTokenResult.Success(new() { Subject = "claiming", Scopes = ["execute:mcp"], Issuer = "claiming", Claims = [new("auth_provider", "jwt"), new("AUTH_PROVIDER", "jwt")] }));
    }
}
