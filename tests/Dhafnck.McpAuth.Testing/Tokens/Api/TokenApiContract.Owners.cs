using System.Net;
using Dhafnck.McpAuth.Testing.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Testing.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task An_owner_has_at_most_so_many_active_tokens()
    {
        await using var server = await StartAsync(options => options.Settings["McpAuth:Tokens:ActiveTokensPerOwner"] = "2");
        var first = await server.IssueAsync();
        await server.IssueAsync();
        await server.IssueAsync(owner: "bob");

        using var refused = await CreateAsync(server);
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"{Path}/{first.Token.Id}");
        using var accepted = await CreateAsync(server);

        refused.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("Revoke one");
        accepted.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task All_of_ones_own_tokens_can_be_revoked_at_once()
    {
        await using var server = await StartAsync();
        var first = await server.IssueAsync();
        var second = await server.IssueAsync();
        var bobs = await server.IssueAsync(owner: "bob");

        using var response = await server.SendAsUserAsync(HttpMethod.Delete, Path);
        using var again = await server.SendAsUserAsync(HttpMethod.Delete, Path);

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
        await using var server = await StartAsync();
        await server.IssueAsync();
        var revoked = await server.IssueAsync();
        using var revocation = await server.SendAsUserAsync(HttpMethod.Delete, $"{Path}/{revoked.Token.Id}");

        using var response = await server.SendAsUserAsync(HttpMethod.Get, Path + query);

        (await ReadAsync(response)).GetProperty("total").GetInt32().Should().Be(total);
    }

    [Theory]
    [InlineData("?state=dead", "state")]
    [InlineData("?sort=size", "sort")]
    [InlineData("?sort=", "sort")]
    [InlineData("?name=a%00b", "name")]
    [InlineData("?expires_before=tomorrow", "expires_before")]
    [InlineData("?expires_before=1/2", "expires_before")]
    [InlineData("?expires_before=12:00", "expires_before")]
    [InlineData("?expires_before=2027-01-31", "expires_before")]
    [InlineData("?expires_before=2027-01-31%2012:00:00Z", "expires_before")]
    [InlineData("?expires_before=2027-01-31T12:00:00+02:00", "expires_before")]
    [InlineData("?expires_before=", "expires_before")]
    [InlineData("?expires_before=2027-01-31T12:00:00Z&expires_before=2027-01-31T12:00:00Z", "expires_before")]
    public async Task A_wrong_filter_is_a_problem_that_names_it(string query, string parameter)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, Path + query);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").TryGetProperty(parameter, out _).Should().BeTrue();
    }

    [Fact]
    public async Task The_catalog_is_told_in_words_with_the_tools_that_each_scope_opens()
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, Path + "/scopes");
        var answer = await ReadAsync(response);
        var write = answer.GetProperty("data").EnumerateArray().Single(scope => scope.GetProperty("name").GetString() == "write:tasks");

        answer.GetProperty("data").EnumerateArray().Select(scope => scope.GetProperty("name").GetString()).Should().NotContain("mcp:admin").And.HaveCount(8);
        write.GetProperty("description").GetString().Should().Be("Create and modify tasks");
        write.GetProperty("permission").GetString().Should().Be("mcp:write");
        Strings(write.GetProperty("includes")).Should().Equal("read:tasks");
        Strings(write.GetProperty("tools")).Should().Equal("read_tasks", "write_tasks");
        answer.GetProperty("tools").EnumerateArray().Single(tool => tool.GetProperty("name").GetString() == "write_both")
            .GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal("write:tasks", "write:context", "execute:mcp");
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("2001:db8::/32", "192.0.2.7", false)]
    [InlineData("2001:DB8:0::/32", "2001:db8::1", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.7", true)]
    [InlineData("::ffff:c000:0200/120", "192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.3.7", false)]
    [InlineData("fe80::/10", "fe80::1", true)]
    [InlineData("0.0.0.0/0", "192.0.2.7", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public async Task A_token_is_used_from_its_addresses_alone_also_behind_a_proxy(string allowed, string from, bool accepted)
    {
        await using var server = await StartAsync(options => options.Map = app =>
        {
            app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapMcp("/mcp").RequireMcpAuth();
            app.MapMcpTokens().RequireAuthorization("signed-in");
        });
        using var created = await CreateAsync(server, $",\"allowed_addresses\":[\"{allowed}\"]");
        var token = (await ReadAsync(created)).GetProperty("token").GetString();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, token);
        request.Headers.Add("X-Forwarded-For", from.Contains(':') ? $"[{from}]" : from);

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        if (!accepted)
        {
            response.Challenge().Should().Contain("may not be used from this address");
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("1")]
    [InlineData("10.0.0")]
    [InlineData("fe80::1%eth0")]
    [InlineData("")]
    [InlineData("010.0.0.0/8")]
    [InlineData("10.0.0.010")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0/0")]
    [InlineData("10/8")]
    [InlineData("127.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("[2001:db8::]/32")]
    [InlineData("::ffff:0:0/95")]
    [InlineData("::ffff:127.0.0.1/104")]
    [InlineData("64:ff9b::192.0.2.07")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("2001:db8::/129")]
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.0 /8")]
    [InlineData("10.0.0.1\\n")]
    public async Task An_address_that_is_none_is_a_problem(string address)
    {
        await using var server = await StartAsync();

        using var response = await CreateAsync(server, $",\"allowed_addresses\":[\"{address}\"]");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").GetProperty("allowed_addresses")[0].GetString().Should().Contain("plain form").And.Contain("192.0.2.0/24");
    }

    [Fact]
    public async Task The_applications_policy_says_what_an_owner_may_grant_and_whether_the_owner_is_still_there()
    {
        await using var server = await StartAsync(options => options.Auth += auth => auth.AddTokenOwnerPolicy<ReadersOnly>());
        var alices = await server.IssueAsync(["read:tasks"]);
        var bobs = await server.IssueAsync(["read:tasks"], owner: "bob");
        server.Services.GetRequiredService<ITokenOwnerPolicy>().Should().BeOfType<ReadersOnly>().Which.Inactive = "bob";

        using var refused = await server.SendAsUserAsync(HttpMethod.Post, Path, """{"name":"t","scopes":["write:tasks"]}""");
        using var widened = await server.SendAsUserAsync(HttpMethod.Patch, $"{Path}/{alices.Token.Id}", """{"scopes":["write:tasks"]}""");
        using var alice = await server.ListToolsAsync(alices.Value);
        using var bob = await server.ListToolsAsync(bobs.Value);

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("Only reading");
        widened.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        alice.StatusCode.Should().Be(HttpStatusCode.OK);
        bob.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        bob.Challenge().Should().Contain("owner of the access token is no longer active");
    }

    private static Task<HttpResponseMessage> CreateAsync(McpTestServer server, string more = "") =>
        server.SendAsUserAsync(HttpMethod.Post, Path, "{\"name\":\"t\",\"scopes\":[\"read:tasks\"]" + more + "}");

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
