using System.Net;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Providers.Issuers;
using Dhafnck.McpAuth.Tests.Providers.Selection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers.IdentityProviders;

/// <summary>The identity providers with a method of their own: one line accepts their access tokens, and nothing else of theirs.</summary>
public sealed class IdentityProviderTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> Names => [.. IdentityProviderCases.All.Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_access_token_is_accepted_with_its_scopes(string name)
    {
        var provider = CaseOf(name);
        await using var played = await PlayedProviders.StartAsync(provider.Documents);
        await using var server = await StartAsync(played, provider.Add);
        var token = provider.Sign(_time.GetUtcNow());

        (await server.WhoAsync(token)).Should().EndWith("by jwt");
        (await server.CallToolAsync(token, "read_tasks")).Should().Contain("\"tasks\"").And.NotContain("error");
        (await server.ResultAsync(token, "write_tasks")).Should().Be("403 insufficient_scope");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_other_token_is_refused(string name)
    {
        var provider = CaseOf(name);
        await using var played = await PlayedProviders.StartAsync(provider.Documents);
        await using var server = await StartAsync(played, provider.Add);
        var now = _time.GetUtcNow();

        foreach (var replaced in provider.Refused)
        {
            (await server.WhoAsync(provider.Sign(now, replaced))).Should().StartWith("401", "of {0}", replaced);
        }

        (await server.WhoAsync(provider.Sign(now.AddHours(-1)))).Should().StartWith("401", "it has expired").And.Contain("expired");
        (await server.WhoAsync(provider.Sign(now, key: provider.Key.Algorithm == "ES256" ? IssuerKey.Make("other", "ES256") : IssuerKeysOfTests.OtherRsa))).Should().StartWith("401", "another key signed it");
        (await server.WhoAsync(provider.Sign(now))).Should().EndWith("by jwt");
    }

    [Fact]
    public async Task All_of_them_are_accepted_at_once_and_stay_apart()
    {
        var cases = IdentityProviderCases.All.Where(known => !known.Name.Contains("version 1") && !known.Name.Contains("of the resource")).Select(known => known.WithKeyOfItsOwn()).ToList();
        await using var played = await PlayedProviders.StartAsync(cases.SelectMany(known => known.Documents).ToDictionary());
        await using var server = await StartAsync(played, auth => cases.ForEach(known => known.Add(auth)));
        var now = _time.GetUtcNow();

        foreach (var known in cases)
        {
            (await server.WhoAsync(known.Sign(now))).Should().EndWith("by jwt", "of {0}", known.Name);
            foreach (var other in cases.Where(other => other != known))
            {
                var issuer = JsonNode.Parse(other.Claims)!["iss"]!.ToJsonString();
                (await server.WhoAsync(known.Sign(now, $"{{\"iss\":{issuer}}}"))).Should().StartWith("401", "of {0} as {1}", known.Name, other.Name);
            }
        }
    }

    [Fact]
    public async Task The_role_of_another_client_of_Keycloak_grants_nothing()
    {
        var provider = CaseOf("Keycloak");
        await using var played = await PlayedProviders.StartAsync(provider.Documents);
        await using var server = await StartAsync(played, provider.Add);
        await using var wide = await StartAsync(played, auth => auth.AddKeycloak("https://login.example.com/realms/office", "mcp-server", issuer =>
        {
            issuer.RoleClaims.Add("resource_access.*.roles");
            issuer.RoleMappings["user"] = ["execute:mcp"];
            issuer.RoleMappings["task-reader"] = ["read:tasks"];
        }));
        var token = provider.Sign(_time.GetUtcNow(), """{"resource_access":{"another":{"roles":["task-reader"]}}}""");

        (await server.ResultAsync(token, "read_tasks")).Should().Be("403 insufficient_scope");
        (await wide.CallToolAsync(token, "read_tasks")).Should().Contain("\"tasks\"");
    }

    [Fact]
    public async Task The_issuer_of_the_principal_is_the_configured_one_however_tokens_spell_it()
    {
        var provider = CaseOf("an issuer whose metadata and tokens differ by a slash");
        await using var played = await PlayedProviders.StartAsync(provider.Documents);
        await using var server = await StartAsync(played, provider.Add);
        var now = _time.GetUtcNow();

        (await server.WhoAsync(provider.Sign(now))).Should().Be("ada of https://slash.example.com by jwt");
        (await server.WhoAsync(provider.Sign(now, """{"iss":"https://slash.example.com"}"""))).Should().Be("ada of https://slash.example.com by jwt");
    }

    [Fact]
    public async Task A_claim_whose_name_has_dots_is_read_before_a_path()
    {
        await using var issuer = await ExternalIssuer.StartAsync(IssuerKeysOfTests.Rsa);
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:0:RoleClaims:0", "https://example.com/roles"), ("TrustedIssuers:0:RoleMappings:reader", "read:tasks"), ("TrustedIssuers:0:ClientIds:0", "c"));
        var now = _time.GetUtcNow();

        (await server.CallToolAsync(IssuerKeysOfTests.Rsa.Sign(issuer.Claims(now, ("scope", "execute:mcp"), ("azp", "c"), ("https://example.com/roles", new[] { "reader" }))), "read_tasks")).Should().Contain("\"tasks\"");
        (await server.ResultAsync(IssuerKeysOfTests.Rsa.Sign(issuer.Claims(now, ("scope", "execute:mcp"), ("azp", "c"))), "read_tasks")).Should().Be("403 insufficient_scope");
        (await server.StatusAsync(IssuerKeysOfTests.Rsa.Sign(issuer.Claims(now, ("azp", "d"))))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("common")]
    [InlineData("organizations")]
    [InlineData("contoso.onmicrosoft.com")]
    public void A_tenant_of_Entra_ID_is_one_tenant(string tenant)
    {
        var add = () => new ServiceCollection().AddMcpAuth().AddEntraId(tenant, "client");

        add.Should().Throw<ArgumentException>().WithMessage("*a GUID such as*");
    }

    [Fact]
    public void A_user_pool_begins_with_its_region()
    {
        var add = () => new ServiceCollection().AddMcpAuth().AddCognito("AbCdEfGhI", ["client"]);

        add.Should().Throw<ArgumentException>().WithMessage("*region*");
    }

    [Fact]
    public async Task Clients_are_sent_to_the_provider_for_a_token()
    {
        await using var played = await PlayedProviders.StartAsync(new Dictionary<string, JsonNode>());
        await using var server = await StartAsync(played, auth => auth.AddEntraId("aaaabbbb-0000-cccc-1111-dddd2222eeee", "client").AddWorkOS("office.authkit.app", "x"), ("MCP_PUBLIC_URL", "https://mcp.example.com"));

        server.Services.GetRequiredService<IOptions<McpAuthOptions>>().Value.Resource.AuthorizationServers.Should().Equal(
            "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0", "https://office.authkit.app");
    }

    private static IdentityProviderCase CaseOf(string name) => IdentityProviderCases.All.Single(known => known.Name == name);

    private Task<McpTestServer> StartAsync(PlayedProviders played, Action<McpAuthBuilder> add, params (string Key, string? Value)[] settings) => SeveralProviders.Of("jwt").StartAsync(options =>
    {
        options.Time = _time;
        options.Set("", settings);
        options.Auth = add;
        options.Services = services => services.AddHttpClient("Dhafnck.McpAuth.Issuers").ConfigurePrimaryHttpMessageHandler(played.ToHandler);
    });
}
