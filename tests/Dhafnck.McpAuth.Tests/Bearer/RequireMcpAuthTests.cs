using System.Net;
using System.Security.Claims;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer;

public sealed class RequireMcpAuthTests(SharedServers servers) : IClassFixture<SharedServers>
{
    [Theory]
    [InlineData("/mcp")]
    [InlineData("/mcp/")]
    [InlineData("/MCP")]
    [InlineData("/%6dcp")]
    [InlineData("/mcp?access_token=x")]
    public async Task Every_spelling_of_the_path_is_protected(string path)
    {
        var server = await servers.GetAsync();

        using var response = await server.ListToolsAsync(null, path);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Bearer {0}", HttpStatusCode.OK)]
    [InlineData("bearer {0}", HttpStatusCode.OK)]
    [InlineData("BEARER   {0}", HttpStatusCode.OK)]
    [InlineData("Bearer {0} ", HttpStatusCode.OK)]
    [InlineData("Bearer{0}", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer\t{0}", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer {0},{0}", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer {0} {0}", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer \"{0}\"", HttpStatusCode.Unauthorized)]
    [InlineData("Basic {0}", HttpStatusCode.Unauthorized)]
    [InlineData("Token {0}", HttpStatusCode.Unauthorized)]
    [InlineData("{0}", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", HttpStatusCode.Unauthorized)]
    public async Task The_token_is_taken_from_the_Authorization_header_as_RFC_6750_has_it(string header, HttpStatusCode expected)
    {
        var server = await servers.GetAsync();
        var issued = await server.IssueAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.TryAddWithoutValidation("Authorization", string.Format(System.Globalization.CultureInfo.InvariantCulture, header, issued.Value));

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData("{0}", "The word Bearer is missing.")]
    [InlineData("Bearer Bearer {0}", "The word Bearer appears twice.")]
    [InlineData("Bearer bearer: {0}", "The word Bearer appears twice.")]
    [InlineData("Bearer \"{0}\"", "The access token is in quotation marks.")]
    [InlineData("Bearer '{0}'", "The access token is in quotation marks.")]
    [InlineData("Bearer \"{0}", "The access token is in quotation marks.")]
    [InlineData("Bearer {0}'", "The access token is in quotation marks.")]
    [InlineData("\"Bearer {0}\"", "The access token is in quotation marks.")]
    [InlineData("'{0}'", "The access token is in quotation marks.")]
    [InlineData("Bearer <{0}>", "The access token is in brackets, or is still a placeholder.")]
    [InlineData("Bearer [{0}]", "The access token is in brackets, or is still a placeholder.")]
    [InlineData("<{0}>", "The access token is in brackets, or is still a placeholder.")]
    [InlineData("Bearer ${{input:token}}", "The access token is in brackets, or is still a placeholder.")]
    [InlineData("Bearer %TOKEN%", "The access token is in brackets, or is still a placeholder.")]
    [InlineData("Bearer", "There is no token after the word Bearer.")]
    [InlineData("Bearer{0}", "Put a space, and nothing else, between the word Bearer and the token.")]
    [InlineData("Bearer: {0}", "Put a space, and nothing else, between the word Bearer and the token.")]
    [InlineData("Authorization: Bearer {0}", "The header value repeats the header name.")]
    [InlineData("Bearer {0}>", "The access token is in brackets, or is still a placeholder.")]
    [InlineData("Bearer {0} {0}", "The access token is malformed.")]
    [InlineData("Bearer Bearer1 {0}", "The access token is malformed.")]
    public async Task A_token_in_the_wrong_form_is_told_what_is_wrong_and_is_not_repeated(string header, string message)
    {
        var server = await servers.GetAsync();
        var issued = await server.IssueAsync();
        foreach (var path in new[] { "/mcp", "/api/v2/tokens/validate" })
        {
            using var request = RawHttp.Post(path, RawHttp.ToolsList);
            request.Headers.TryAddWithoutValidation("Authorization", string.Format(System.Globalization.CultureInfo.InvariantCulture, header, issued.Value));

            using var response = await server.Http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();

            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            response.Challenge().Should().Contain($"error=\"invalid_token\", error_description=\"{message}");
            body.Should().Contain($"\"detail\":\"{message}").And.NotContain(issued.Value[..12]);
        }

        server.Log.Text.Should().NotContain(issued.Value[..36]);
    }

    [Theory]
    [InlineData(8192, "The access token is invalid.")]
    [InlineData(8193, "The access token is malformed.")]
    public async Task A_token_has_at_most_8192_characters(int length, string message)
    {
        var server = await servers.GetAsync();

        using var response = await server.PostAsync(RawHttp.ToolsList, new string('A', length));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain(message);
    }

    [Theory]
    [InlineData("Basic {0}")]
    [InlineData("Token {0}")]
    [InlineData("BearerX {0}")]
    [InlineData("")]
    public async Task A_header_of_another_scheme_is_asked_for_a_token(string header)
    {
        var server = await servers.GetAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.TryAddWithoutValidation("Authorization", string.Format(System.Globalization.CultureInfo.InvariantCulture, header, "eDp5"));

        using var response = await server.Http.SendAsync(request);

        response.Challenge().Should().Be("Bearer realm=\"mcp\"");
        (await response.Content.ReadAsStringAsync()).Should().Contain("\"detail\":\"Send an API token in the Authorization header, after the word Bearer and a space.\"");
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "POST", "/mcp")]
    [InlineData(HttpStatusCode.Unauthorized, "POST", "/api/v2/tokens/validate")]
    [InlineData(HttpStatusCode.Unauthorized, "POST", "/api/v2/tokens/rotate")]
    [InlineData(HttpStatusCode.NotFound, "GET", "/api/v2/tokens/tok_it's<none>+&")]
    [InlineData(HttpStatusCode.BadRequest, "POST", "/api/v2/tokens/", "{\"name\":\"t\",\"scopes\":[\"it's<none>+&\"]}")]
    [InlineData(HttpStatusCode.Forbidden, "DELETE", "/api/v2/tokens/", null, "cross-site")]
    public async Task A_problem_escapes_nothing_that_people_read_and_no_browser_takes_it_for_a_page(HttpStatusCode status, string method, string path, string? json = null, string? site = null)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Auth = auth => auth.UseProvider<QuotingProvider>());
        using var request = new HttpRequestMessage(new(method), path) { Headers = { { "X-User", "alice" } } };
        request.Headers.TryAddWithoutValidation("Authorization", site is null ? "Bearer x" : null);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        using var response = await server.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(status, body);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        body.Should().NotContain("\\u");
        body.Should().ContainEquivalentOf(status == HttpStatusCode.Unauthorized || json is not null ? "it's<none>+&" : "detail");
    }

    [Fact]
    public async Task A_token_in_the_query_string_is_not_taken()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync();

        using var response = await server.ListToolsAsync(null, $"/mcp?access_token={issued.Value}&token={issued.Value}");

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Two_Authorization_headers_are_a_bad_request()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync();
        var body = RawHttp.ToolsList;

        var answer = await RawSocket.SendAsync(
            server.Http.BaseAddress!,
            $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {issued.Value}\r\nAuthorization: Bearer {issued.Value}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

        answer.Should().StartWith("HTTP/1.1 400").And.Contain("error=\"invalid_request\"");
    }

    [Fact]
    public async Task A_wrong_content_type_is_told_to_those_alone_who_may_come_in()
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync();
        using var anonymous = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent("x") };
        using var allowed = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent("x") };
        allowed.Headers.Authorization = new("Bearer", issued.Value);

        using var refused = await server.Http.SendAsync(anonymous);
        using var unsupported = await server.Http.SendAsync(allowed);

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        unsupported.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Required_scopes_are_named_to_whoever_lacks_them()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Settings["MCP_REQUIRED_SCOPES"] = "mcp:access,mcp:write");
        var narrow = await server.IssueAsync(["read:tasks"]);
        var wide = await server.IssueAsync(["write:tasks"]);

        using var none = await server.ListToolsAsync(null);
        using var forbidden = await server.ListToolsAsync(narrow.Value);
        using var accepted = await server.ListToolsAsync(wide.Value);

        none.Challenge().Should().Be("Bearer realm=\"mcp\", scope=\"mcp:access mcp:write\"");
        forbidden.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        forbidden.Challenge().Should().StartWith("Bearer realm=\"mcp\", error=\"insufficient_scope\", error_description=")
            .And.EndWith(", scope=\"mcp:access mcp:write\"");
        forbidden.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_expired_or_unknown_token_is_401_whatever_its_scopes()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Settings["MCP_REQUIRED_SCOPES"] = "mcp:write");
        await using var other = await McpTestServer.StartAsync();
        var unknown = await other.IssueAsync(["read:tasks"]);

        using var response = await server.ListToolsAsync(unknown.Value);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain("error=\"invalid_token\"").And.Contain("scope=\"mcp:write\"");
    }

    [Fact]
    public async Task The_fallback_policy_of_the_application_does_not_shut_token_holders_out()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Builder = builder =>
            builder.Services.Configure<AuthorizationOptions>(authorization =>
                authorization.FallbackPolicy = new AuthorizationPolicyBuilder(UserHeaderHandler.Scheme).RequireAuthenticatedUser().Build()));
        var issued = await server.IssueAsync();

        using var accepted = await server.ListToolsAsync(issued.Value);
        using var refused = await server.ListToolsAsync(null);

        accepted.StatusCode.Should().Be(HttpStatusCode.OK);
        refused.Challenge().Should().StartWith("Bearer");
    }

    [Fact]
    public async Task A_policy_of_the_application_holds_in_addition()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Builder = builder => builder.Services.AddAuthorizationBuilder().AddPolicy("alice-only", policy => policy
                .AddAuthenticationSchemes(McpBearerDefaults.AuthenticationScheme)
                .RequireClaim("sub", "alice"));
            options.Map = app => app.MapMcp("/mcp").RequireMcpAuth().RequireAuthorization("alice-only");
        });

        using var alice = await server.ListToolsAsync((await server.IssueAsync()).Value);
        using var bob = await server.ListToolsAsync((await server.IssueAsync(owner: "bob")).Value);
        using var nobody = await server.ListToolsAsync(null);

        alice.StatusCode.Should().Be(HttpStatusCode.OK);
        bob.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        nobody.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        nobody.Challenge().Should().Be("Bearer realm=\"mcp\"");
    }

    [Fact]
    public async Task A_short_circuited_endpoint_is_protected_all_the_same()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
        {
            app.Use((HttpContext context, RequestDelegate _) => throw new InvalidOperationException($"'{context.Request.Path}' was not short-circuited."));
            app.MapMcp("/mcp").RequireMcpAuth().ShortCircuit();
        });
        var issued = await server.IssueAsync(["execute:mcp"]);

        using var nobody = await server.ListToolsAsync(null);
        using var somebody = await server.ListToolsAsync(issued.Value);

        nobody.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        somebody.StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.CallToolAsync(issued.Value, "whoami")).Should().Contain("alice");
        (await server.CallToolAsync(issued.Value, "write_tasks")).Should().Contain("needs: execute:mcp write:tasks");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_short_circuited_endpoint_does_not_get_around_what_is_required_of_it(bool byAttribute)
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
        {
            var mcp = app.MapMcp("/mcp").RequireMcpAuth().ShortCircuit();
            _ = byAttribute ? mcp.WithMetadata(new RequiredScopeAttribute("write:tasks")) : mcp.RequireAuthorization("signed-in");
        });

        using var response = await server.ListToolsAsync((await server.IssueAsync(["write:tasks"])).Value);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task It_protects_any_endpoint_and_says_whose_token_it_is()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app => app.MapGet("/mine", (HttpContext context) =>
            $"{context.User.FindFirst(McpClaimTypes.TokenName)!.Value} {context.Features.Get<IMcpAuthFeature>()!.AccessToken!.TokenId} {context.User.Identity!.Name}").RequireMcpAuth());
        var issued = await server.IssueAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mine");

        using var refused = await server.Http.GetAsync("/mine");
        request.Headers.Authorization = new("Bearer", issued.Value);
        using var accepted = await server.Http.SendAsync(request);

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await accepted.Content.ReadAsStringAsync()).Should().Be($"a token {issued.Token.Id} alice");
    }

    [Fact]
    public async Task A_convention_of_the_application_stands_inside_the_gate()
    {
        var passed = new List<string?>();
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
        {
            var mcp = app.MapMcp("/mcp").RequireMcpAuth();
            mcp.Add(endpoint =>
            {
                var inner = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = context =>
                {
                    passed.Add(context.User.FindFirst("sub")?.Value);
                    return inner(context);
                };
            });
        });

        using var refused = await server.ListToolsAsync(null);
        using var accepted = await server.ListToolsAsync((await server.IssueAsync()).Value);

        passed.Should().Equal("alice");
    }

    [Fact]
    public async Task What_one_request_adds_to_its_principal_no_other_sees()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app => app.MapGet("/claims", (ClaimsPrincipal user) =>
        {
            var before = user.FindAll("added").Count();
            ((ClaimsIdentity)user.Identity!).AddClaim(new("added", "x"));
            user.AddIdentity(new([new Claim("added", "y")]));
            return before;
        }).RequireMcpAuth());
        var issued = await server.IssueAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", issued.Value);

        (await server.Http.GetStringAsync("/claims")).Should().Be("0");
        (await server.Http.GetStringAsync("/claims")).Should().Be("0");
    }

    [Theory]
    [InlineData(HttpServerSessionMode.Stateless)]
    [InlineData(HttpServerSessionMode.Stateful)]
    [InlineData(HttpServerSessionMode.StatefulForInitializeClients)]
    public async Task The_official_client_lists_and_calls_tools_with_a_token(HttpServerSessionMode mode)
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = mode);
        var issued = await server.IssueAsync();

        await using var client = await server.ConnectAsync(issued.Value);
        var tools = await client.ListToolsAsync();
        var result = await client.CallToolAsync("whoami");

        tools.Select(tool => tool.Name).Should().BeEquivalentTo("whoami", "read_tasks", "write_tasks");
        result.Content.OfType<ModelContextProtocol.Protocol.TextContentBlock>().Single().Text.Should().Be("alice");
    }

    [Theory]
    [InlineData(HttpServerSessionMode.Stateless)]
    [InlineData(HttpServerSessionMode.Stateful)]
    public async Task The_official_client_does_not_get_in_without_a_token(HttpServerSessionMode mode)
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = mode);

        var connect = () => server.ConnectAsync(null);

        (await connect.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_cannot_be_continued_with_another_users_token()
    {
        await using var server = await McpTestServer.StartAsync(options => options.SessionMode = HttpServerSessionMode.Stateful);
        var alice = await server.IssueAsync();
        var bob = await server.IssueAsync(owner: "bob");
        using var begun = await server.Http.SendAsync(RawHttp.Post(
            "/mcp",
            """{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}},"id":1}""",
            alice.Value));
        var session = begun.Headers.GetValues("Mcp-Session-Id").Single();

        using var stolen = RawHttp.Post("/mcp", RawHttp.ToolsList, bob.Value);
        stolen.Headers.Add("Mcp-Session-Id", session);
        using var refused = await server.Http.SendAsync(stolen);

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_scheme_serves_attributes_and_AuthenticateAsync_beside_the_applications_own()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
        {
            app.MapGet("/token", [Authorize(AuthenticationSchemes = McpBearerDefaults.AuthenticationScheme)] (ClaimsPrincipal user) => user.FindFirst("sub")!.Value);
            app.MapGet("/user", [Authorize] (ClaimsPrincipal user) => user.FindFirst(ClaimTypes.NameIdentifier)!.Value);
            app.MapGet("/ask", async (HttpContext context) => (await context.AuthenticateAsync(McpBearerDefaults.AuthenticationScheme)).Succeeded);
        });
        var issued = await server.IssueAsync();

        using var unauthorized = await server.Http.GetAsync("/token");
        using var user = await server.SendAsUserAsync(HttpMethod.Get, "/user");
        (await server.Http.GetStringAsync("/ask")).Should().Be("false");
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", issued.Value);
        using var tokenIsNoUser = await server.Http.GetAsync("/user");

        unauthorized.Challenge().Should().Be("Bearer realm=\"mcp\"");
        (await user.Content.ReadAsStringAsync()).Should().Be("alice");
        tokenIsNoUser.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await server.Http.GetStringAsync("/token")).Should().Be("alice");
        (await server.Http.GetStringAsync("/ask")).Should().Be("true");
    }

    private sealed class QuotingProvider(JwtBearerAuthDependencies dependencies) : JwtBearerAuthProvider(dependencies)
    {
        public override ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            new(AccessTokenResult.Rejected("The access token is not for it's<none>+&."));
    }
}
