using System.Net;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Testing.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_list_is_the_owners_newest_first_with_its_whole_length()
    {
        await using var server = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await server.IssueAsync()).Token.Id);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await server.IssueAsync(owner: "bob");

        (await ListAsync(server, "")).Should().BeEquivalentTo((ids, 5), strict => strict.WithStrictOrdering());
        (await ListAsync(server, "?skip=1&limit=2")).Should().BeEquivalentTo((ids[1..3], 5), strict => strict.WithStrictOrdering());
        (await ListAsync(server, "?skip=9")).Should().BeEquivalentTo((Array.Empty<string>(), 5));
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?limit=ten", "limit")]
    [InlineData("?skip=-1", "skip")]
    [InlineData("?skip=1&skip=2", "skip")]
    public async Task A_wrong_part_of_the_list_is_a_problem_that_names_the_parameter(string query, string parameter)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, Path + query);
        var problem = await ReadAsync(response);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").TryGetProperty(parameter, out _).Should().BeTrue();
    }

    [Fact]
    public async Task A_revocation_holds_on_the_next_request_and_can_be_repeated()
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync();

        using var first = await server.SendAsUserAsync(HttpMethod.Delete, $"{Path}/{issued.Token.Id}");
        using var used = await server.ListToolsAsync(issued.Value);
        using var second = await server.SendAsUserAsync(HttpMethod.Delete, $"{Path}/{issued.Token.Id}");
        using var got = await server.SendAsUserAsync(HttpMethod.Get, $"{Path}/{issued.Token.Id}");

        first.StatusCode.Should().Be(HttpStatusCode.NoContent);
        used.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        second.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await got.Content.ReadAsStringAsync()).Should().Contain("\"is_active\":false");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Another_users_token_is_not_found_and_not_touched(string method)
    {
        await using var server = await StartAsync();
        var issued = await server.IssueAsync(owner: "bob");

        using var response = await server.SendAsUserAsync(new(method), $"{Path}/{issued.Token.Id}");
        using var unknown = await server.SendAsUserAsync(new(method), $"{Path}/tok_00000000000000000000000000000000");
        using var used = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).Should().Be(await unknown.Content.ReadAsStringAsync());
        used.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("tok_")]
    [InlineData("'; drop table mcp_tokens; --")]
    [InlineData("tok_%00")]
    [InlineData("%2e%2e%2f")]
    public async Task An_identifier_that_is_none_is_not_found(string id)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{Path}/{id}");

        ((int)response.StatusCode).Should().BeOneOf(400, 404);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("GET", "/tok_00000000000000000000000000000000")]
    [InlineData("DELETE", "/tok_00000000000000000000000000000000")]
    public async Task Nobody_gets_in_without_signing_in(string method, string path)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsUserAsync(new(method), Path + path, user: null);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("GET", "/tok_00000000000000000000000000000000")]
    [InlineData("DELETE", "/tok_00000000000000000000000000000000")]
    public async Task An_API_token_is_no_user_even_where_the_policy_lets_it_in(string method, string path)
    {
        await using var server = await StartAsync(options =>
        {
            options.Builder = builder => builder.Services.AddAuthorizationBuilder().AddPolicy("either", policy => policy
                .AddAuthenticationSchemes(UserHeaderHandler.Scheme, McpBearerDefaults.AuthenticationScheme)
                .RequireAuthenticatedUser());
            options.Map = app => app.MapMcpTokens().RequireAuthorization("either");
        });
        var issued = await server.IssueAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", issued.Value);

        using var response = await server.SendAsUserAsync(new(method), Path + path, user: null);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Contain("An API token cannot manage tokens");
    }

    [Fact]
    public async Task The_endpoints_work_under_another_pattern_and_path_base()
    {
        await using var server = await StartAsync(options => options.Map = app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGroup("/area").MapMcpTokens("/keys").RequireAuthorization("signed-in");
        });

        using var created = await server.SendAsUserAsync(HttpMethod.Post, "/base/area/keys", """{"name":"t","scopes":["read:tasks"]}""");
        using var got = await server.SendAsUserAsync(HttpMethod.Get, created.Headers.Location!.OriginalString);

        created.Headers.Location.OriginalString.Should().StartWith("/base/area/keys/tok_");
        got.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_endpoints_can_be_mapped_twice()
    {
        await using var server = await StartAsync(options => options.Map = app =>
        {
            app.MapMcpTokens().RequireAuthorization("signed-in");
            app.MapMcpTokens("/keys").RequireAuthorization("signed-in");
        });

        using var created = await server.SendAsUserAsync(HttpMethod.Post, "/keys", """{"name":"t","scopes":["read:tasks"]}""");

        created.Headers.Location!.OriginalString.Should().StartWith("/keys/tok_");
    }

    private static async Task<(IReadOnlyList<string> Ids, int Total)> ListAsync(McpTestServer server, string query)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Get, Path + query);
        var page = await ReadAsync(response);
        return (
            [.. page.GetProperty("data").EnumerateArray().Select(token => token.GetProperty("id").GetString()!)],
            page.GetProperty("total").GetInt32());
    }
}
