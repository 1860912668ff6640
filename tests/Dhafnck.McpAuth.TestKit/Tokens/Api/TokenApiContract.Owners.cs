using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task An_owner_has_at_most_so_many_active_tokens()
    {
        await using var server = await Setup.StartAsync(options => options.Settings["McpAuth:Tokens:ActiveTokensPerOwner"] = "2");
        var first = await server.IssueAsync();
        await server.IssueAsync();
        await server.IssueAsync(owner: "bob");

        using var refused = await CreateAsync(server);
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{first.Token.Id}");
        using var accepted = await CreateAsync(server);

        refused.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("Revoke one");
        accepted.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task All_of_ones_own_tokens_can_be_revoked_at_once()
    {
        await using var server = await Setup.StartAsync();
        var first = await server.IssueAsync();
        var second = await server.IssueAsync();
        var bobs = await server.IssueAsync(owner: "bob");

        using var response = await server.SendAsUserAsync(HttpMethod.Delete, TokensPath);
        using var again = await server.SendAsUserAsync(HttpMethod.Delete, TokensPath);

        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        again.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await server.ListToolsAsync(first.Value)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await server.ListToolsAsync(second.Value)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await server.ListToolsAsync(bobs.Value)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("?state=active", 1)]
    [InlineData("?state=revoked", 1)]
    [InlineData("?state=expired", 0)]
    [InlineData("?state=any&sort=name", 2)]
    [InlineData("?sort=-expires_at", 2)]
    [InlineData("?name=TOKEN", 2)]
    [InlineData("?name=nothing", 0)]
    [InlineData("?expires_before=2000-01-01T00:00:00Z", 0)]
    [InlineData("?expires_before=2200-01-31T12:00:00.5%2B02:00", 2)]
    public async Task A_list_can_be_filtered_and_sorted(string query, int total)
    {
        await using var server = await Setup.StartAsync();
        await server.IssueAsync();
        var revoked = await server.IssueAsync();
        using var revocation = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{revoked.Token.Id}");

        using var response = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + query);

        (await ReadAsync(response)).GetProperty("total").GetInt32().Should().Be(total);
    }

    [Fact]
    public async Task The_applications_policy_says_what_an_owner_may_grant_and_whether_the_owner_is_still_there()
    {
        await using var server = await Setup.StartAsync(options => options.Auth += auth => auth.AddTokenOwnerPolicy<ReadersOnly>());
        var alices = await server.IssueAsync(["read:tasks"]);
        var bobs = await server.IssueAsync(["read:tasks"], owner: "bob");
        server.Services.GetRequiredService<ITokenOwnerPolicy>().Should().BeOfType<ReadersOnly>().Which.Inactive = "bob";

        using var refused = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"name":"t","scopes":["write:tasks"]}""");
        using var widened = await server.SendAsUserAsync(HttpMethod.Patch, $"{TokensPath}/{alices.Token.Id}", """{"scopes":["write:tasks"]}""");
        using var alice = await server.ListToolsAsync(alices.Value);
        using var bob = await server.ListToolsAsync(bobs.Value);

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("Only reading");
        widened.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        alice.StatusCode.Should().Be(HttpStatusCode.OK);
        bob.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        bob.Challenge().Should().Contain("owner of the access token is no longer active");
    }

    private sealed class ReadersOnly : ITokenOwnerPolicy
    {
        public string? Inactive { get; set; }

        public ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(ownerId != Inactive);

        public ValueTask<IReadOnlyDictionary<string, string[]>> CheckGrantAsync(string ownerId, TokenGrant grant, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, string[]>>(grant.Scopes.All(scope => scope.StartsWith("read:", StringComparison.Ordinal))
                ? new Dictionary<string, string[]>()
                : new Dictionary<string, string[]> { ["scopes"] = ["Only reading may be granted."] });
    }
}
