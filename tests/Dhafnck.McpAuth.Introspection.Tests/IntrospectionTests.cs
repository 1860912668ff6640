using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>Which opaque tokens are accepted, and which are not, by what the introspection endpoint says of them.</summary>
public sealed class IntrospectionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    private Dictionary<string, object?> Active => new()
    {
        ["active"] = true,
        ["sub"] = "ada",
        ["iss"] = IntrospectionServer.Issuer,
        ["aud"] = new[] { "other", IntrospectionServer.Audience },
        ["client_id"] = "a-client",
        ["token_type"] = "Bearer",
        ["scope"] = "execute:mcp read:tasks",
        ["iat"] = _time.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = _time.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
    };

    [Fact]
    public async Task An_active_token_is_accepted_beside_our_own_with_its_scopes()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active);
        await using var server = await _time.IntrospectAsync(endpoint);

        (await server.WhoAsync("opaque")).Should().Be("ada of https://login.example.com by introspection");
        (await server.ResultAsync("opaque", "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync("opaque", "write_tasks")).Should().Be("403 insufficient_scope");
        (await server.WhoAsync((await server.IssueAsync()).Value)).Should().Be("alice of dhafnck-mcp by jwt");
        endpoint.Questions.Should().ContainSingle("the answer is cached, and our own tokens are not asked about");
    }

    [Fact]
    public async Task A_token_that_the_issuer_says_is_bound_to_a_key_is_accepted_with_a_proof_only()
    {
        using var key = ProofKey.Create();
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active, ("token_type", "DPoP"), ("cnf", new Dictionary<string, string> { ["jkt"] = key.Thumbprint }));
        await using var server = await _time.IntrospectAsync(endpoint);

        using var proven = await server.ListProvenAsync("opaque", server.Prove(key, "opaque"));
        using var replayed = await server.ListProvenAsync("opaque");

        proven.StatusCode.Should().Be(HttpStatusCode.OK);
        replayed.ChallengeOf("DPoP").Should().Contain("error=\"invalid_dpop_proof\"");
        (await server.WhoAsync("opaque")).Should().Be("401");
        endpoint.Questions.Should().ContainSingle("the answer about the key is cached with the rest");
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_certificate_is_refused()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active, ("cnf", new Dictionary<string, string> { ["x5t#S256"] = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" }));
        await using var server = await _time.IntrospectAsync(endpoint);

        (await server.WhoAsync("opaque")).Should().Be("401");
    }

    [Fact]
    public async Task The_client_authenticates_with_its_secret_in_the_header_and_the_token_is_in_the_body_alone()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active);
        await using var server = await _time.IntrospectAsync(endpoint);

        await server.WhoAsync("opaque+/=");

        var question = endpoint.Questions.Should().ContainSingle().Subject;
        question.Path.Should().Be("/introspect");
        Encoding.UTF8.GetString(Convert.FromBase64String(question.Authorization["Basic ".Length..])).Should().Be("mcp+server:s3cret%3Aof+it", "RFC 6749 section 2.3.1 encodes both");
        QueryHelpers.ParseQuery(question.Body).Should().Contain("token", "opaque+/=").And.Contain("token_type_hint", "access_token");
        server.Log.Text.Should().NotContain("opaque").And.NotContain("s3cret");
    }

    [Fact]
    public async Task The_client_can_authenticate_with_its_secret_in_the_body()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active);
        await using var server = await _time.IntrospectAsync(endpoint, options => options.ClientAuthentication = IntrospectionClientAuthentication.SecretPost);

        (await server.WhoAsync("opaque")).Should().StartWith("ada");

        var question = endpoint.Questions.Should().ContainSingle().Subject;
        question.Authorization.Should().BeEmpty();
        QueryHelpers.ParseQuery(question.Body).Should().Contain("client_id", "mcp server").And.Contain("client_secret", "s3cret:of it");
    }

    [Theory]
    [InlineData("active", false)]
    [InlineData("sub", null)]
    [InlineData("sub", "")]
    [InlineData("sub", 7)]
    [InlineData("aud", null)]
    [InlineData("aud", "https://other.example.com")]
    [InlineData("iss", "https://other.example.com")]
    [InlineData("iss", "dhafnck-mcp")]
    [InlineData("token_type", "DPoP")]
    [InlineData("token_type", "refresh_token")]
    [InlineData("token_type", "N_A")]
    [InlineData("typ", "Refresh")]
    [InlineData("typ", "ID")]
    [InlineData("token_usage", "refresh_token")]
    [InlineData("token_use", "id")]
    [InlineData("cnf", "bound")]
    [InlineData("exp", 1764331200)]
    [InlineData("exp", -5)]
    [InlineData("nbf", 4102444800L)]
    public async Task What_is_no_active_access_token_for_this_server_is_refused(string claim, object? value)
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active, (claim, value));
        await using var server = await _time.IntrospectAsync(endpoint);

        (await server.WhoAsync("opaque")).Should().Be("401");
    }

    [Fact]
    public async Task An_issuer_without_audiences_is_accepted_by_its_clients()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active, ("aud", null));
        await using var server = await _time.IntrospectAsync(endpoint, options =>
        {
            options.Audiences.Clear();
            options.ClientIds.Add("a-client");
        });

        (await server.WhoAsync("opaque")).Should().StartWith("ada");
        endpoint.Says(Active, ("aud", null), ("client_id", "another"));
        (await server.WhoAsync("opaque2")).Should().Be("401");
    }

    [Fact]
    public async Task Scopes_and_nested_roles_are_mapped_and_none_makes_an_administrator()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active, ("scope", "mcp:admin tasks tokens:rotate"), ("realm_access", new { roles = new[] { "user" } }));
        await using var server = await _time.IntrospectAsync(endpoint, options =>
        {
            options.ScopeMappings["tasks"] = ["read:tasks"];
            options.RoleClaims.Add("realm_access.roles");
            options.RoleMappings["user"] = ["execute:mcp"];
        });

        (await server.ResultAsync("opaque", "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync("opaque", "write_tasks")).Should().Be("403 insufficient_scope");
    }

    [Fact]
    public async Task A_JWT_is_introspected_only_if_its_issuer_is_named_for_it()
    {
        const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tIiwic3ViIjoiYWRhIiwiZXhwIjo0MTAyNDQ0ODAwfQ.c2ln";
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active);
        await using var opaque = await _time.IntrospectAsync(endpoint);
        await using var both = await _time.IntrospectAsync(endpoint, options => options.IncludesJwts = true);

        (await opaque.WhoAsync(Jwt)).Should().Be("401");
        endpoint.Questions.Should().BeEmpty();
        (await both.WhoAsync(Jwt)).Should().StartWith("ada");
        (await both.WhoAsync((await both.IssueAsync()).Value)).Should().EndWith("by jwt");
    }

    [Fact]
    public async Task A_token_without_the_prefix_is_refused_without_a_question()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        endpoint.Says(Active);
        await using var server = await _time.IntrospectAsync(endpoint, options => options.Prefixes.Add("acc_"));
        await using var alone = await _time.IntrospectAsync(endpoint, options => options.Prefixes.Add("acc_"), ("JWT_SECRET_KEY", ""));

        (await server.WhoAsync("other")).Should().Be("401");
        (await alone.WhoAsync("other")).Should().Be("401", "the only provider is asked about every token");
        endpoint.Questions.Should().BeEmpty();
        (await server.WhoAsync("acc_1")).Should().StartWith("ada");
    }

    [Fact]
    public async Task An_answer_never_makes_a_token_one_of_our_own()
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        await using var server = await _time.IntrospectAsync(endpoint);
        var issued = await server.IssueAsync(["execute:mcp", "tokens:rotate"]);
        endpoint.Says(Active, ("sub", "alice"), ("jti", issued.Token.Id + ".1"), ("token_id", issued.Token.Id), ("auth_provider", "jwt"), ("scope", "execute:mcp tokens:rotate"));

        (await server.WhoAsync("opaque")).Should().Be("alice of https://login.example.com by introspection");
        (await server.Store.FindAsync(issued.Token.Id, TestContext.Current.CancellationToken))!.Credential.Generation.Should().Be(1);
        (await server.StatusAsync("opaque")).Should().Be(HttpStatusCode.OK);
        server.Log.Text.Should().NotContain($"accepted {issued.Token.Id}");
    }
}
