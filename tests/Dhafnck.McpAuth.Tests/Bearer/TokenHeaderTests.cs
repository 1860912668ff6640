using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>Where a token may stand: in <c>Authorization</c> always, in one more header if the operator names it, and never in the query.</summary>
public sealed class TokenHeaderTests
{
    private const string Header = "X-API-Key";

    [Fact]
    public async Task A_token_is_read_from_the_named_header_and_from_Authorization()
    {
        await using var server = await StartAsync(Header);
        var issued = await server.IssueAsync(["execute:mcp", "tokens:rotate"]);

        (await StatusAsync(server, (Header, issued.Value))).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, ("x-api-key", issued.Value))).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, ("Authorization", $"Bearer {issued.Value}"))).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, "/api/v2/tokens/rotate", (Header, issued.Value))).Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Without_the_setting_the_header_is_not_read()
    {
        await using var server = await StartAsync(null);
        var issued = await server.IssueAsync();

        (await StatusAsync(server, (Header, issued.Value))).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, (Header, "x"), ("Authorization", $"Bearer {issued.Value}"))).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("the same")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("")]
    public async Task A_request_with_both_is_refused_as_one_with_more_than_one_method(string authorization)
    {
        await using var server = await StartAsync(Header);
        var issued = await server.IssueAsync();
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.TryAddWithoutValidation(Header, issued.Value);
        request.Headers.TryAddWithoutValidation("Authorization", authorization == "the same" ? $"Bearer {issued.Value}" : authorization);

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Challenge().Should().Contain("error=\"invalid_request\"").And.Contain("in more than one header");
    }

    [Fact]
    public async Task The_header_has_one_token_without_the_scheme()
    {
        await using var server = await StartAsync(Header);
        var issued = await server.IssueAsync();

        (await StatusAsync(server, (Header, $"Bearer {issued.Value}"))).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, (Header, ""))).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, (Header, issued.Value + ", x"))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Bearer: {0}", "The word Bearer appears twice.")]
    [InlineData("<{0}>", "The access token is in brackets")]
    [InlineData("", "There is no token after the word Bearer.")]
    public async Task A_token_in_the_wrong_form_is_told_what_is_wrong_in_the_named_header_too(string value, string message)
    {
        await using var server = await StartAsync(Header);
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList);
        request.Headers.TryAddWithoutValidation(Header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, (await server.IssueAsync()).Value));

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Challenge().Should().Contain("error=\"invalid_token\"").And.Contain(message);
    }

    [Fact]
    public async Task A_token_in_the_query_is_never_read()
    {
        await using var server = await StartAsync(Header);
        var issued = await server.IssueAsync();

        foreach (var name in new[] { "access_token", Header, "token" })
        {
            (await StatusAsync(server, $"/mcp?{name}={issued.Value}")).Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    private static Task<McpTestServer> StartAsync(string? header) => new McpTestServerOptions().StartAsync(("MCP_TOKEN_HEADER", header));

    private static Task<HttpStatusCode> StatusAsync(McpTestServer server, params (string Name, string Value)[] headers) => StatusAsync(server, "/mcp", headers);

    private static async Task<HttpStatusCode> StatusAsync(McpTestServer server, string path, params (string Name, string Value)[] headers)
    {
        using var request = RawHttp.Post(path, path.EndsWith("rotate", StringComparison.Ordinal) ? "{}" : RawHttp.ToolsList);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
