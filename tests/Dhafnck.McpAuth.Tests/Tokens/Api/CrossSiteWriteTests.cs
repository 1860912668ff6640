using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>What another site makes a browser send in the name of a user changes nothing.</summary>
public sealed class CrossSiteWriteTests
{
    private const string Path = "/api/v2/tokens";
    private const string Body = """{"name":"t","scopes":["read:tasks"]}""";

    [Theory]
    [InlineData(true)]
    [InlineData(true, "Sec-Fetch-Site: same-origin")]
    [InlineData(true, "Sec-Fetch-Site: none")]
    [InlineData(true, "Origin: http://{host}")]
    [InlineData(true, "Origin: https://{host}")]
    [InlineData(true, "Sec-Fetch-Site: same-origin", "Cookie: a=b", "X-Requested-With: XMLHttpRequest")]
    [InlineData(true, "Cookie: a=b", "X-Requested-With: curl")]
    [InlineData(true, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example", "Authorization: Bearer x")]
    [InlineData(true, "Sec-Fetch-Site: same-origin", "Cookie: a=b", "Authorization: Bearer x")]
    [InlineData(false, "Sec-Fetch-Site: cross-site")]
    [InlineData(false, "Sec-Fetch-Site: same-site")]
    [InlineData(false, "Sec-Fetch-Site: anything")]
    [InlineData(false, "Sec-Fetch-Site: same-site", "Origin: http://{host}")]
    [InlineData(false, "Origin: https://evil.example")]
    [InlineData(false, "Origin: http://{host}.evil.example")]
    [InlineData(false, "Origin: http://127.0.0.1:1")]
    [InlineData(false, "Origin: null")]
    [InlineData(false, "Cookie: a=b")]
    [InlineData(false, "Sec-Fetch-Site: same-origin", "Cookie: a=b")]
    [InlineData(true, "Authorization: Basic eA==")]
    [InlineData(false, "Authorization: Basic eA==", "Sec-Fetch-Site: cross-site")]
    [InlineData(false, "Authorization: Negotiate eA==", "Origin: https://evil.example")]
    [InlineData(false, "Sec-Fetch-Site: cross-site", "Cookie: a=b", "X-Requested-With: x")]
    [InlineData(false, "Sec-Fetch-Site: cross-site", "Cookie: a=b", "Authorization: Bearer x")]
    public async Task Where_a_write_comes_from_and_how_it_is_signed_decides(bool accepted, params string[] headers)
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await SendAsBrowserAsync(server, HttpMethod.Post, Path, Body, headers);
        using var listed = await server.SendAsUserAsync(HttpMethod.Get, Path);

        response.StatusCode.Should().Be(accepted ? HttpStatusCode.Created : HttpStatusCode.Forbidden);
        (await listed.Content.ReadAsStringAsync()).Should().Contain(accepted ? "\"total\":1" : "\"total\":0");
        if (!accepted)
        {
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        }
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", "/{id}/rotate")]
    [InlineData("PATCH", "/{id}")]
    [InlineData("DELETE", "/{id}")]
    [InlineData("DELETE", "")]
    public async Task Every_write_of_an_owner_is_guarded(string method, string below)
    {
        await using var server = await McpTestServer.StartAsync();
        var issued = await server.IssueAsync();

        using var response = await SendAsBrowserAsync(server, new(method), Path + below.Replace("{id}", issued.Token.Id, StringComparison.Ordinal), null, ["Sec-Fetch-Site: cross-site"]);
        using var used = await server.ListToolsAsync(issued.Value);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        used.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_only_reads_is_left_to_the_browsers_own_rules()
    {
        await using var server = await McpTestServer.StartAsync();

        using var response = await SendAsBrowserAsync(server, HttpMethod.Get, Path, null, ["Sec-Fetch-Site: cross-site", "Cookie: a=b"]);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.Should().NotContain(header => header.Key.StartsWith("Access-Control"));
    }

    private static async Task<HttpResponseMessage> SendAsBrowserAsync(McpTestServer server, HttpMethod method, string path, string? json, string[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Http.BaseAddress };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-User", "alice");
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var header in headers.Select(header => header.Split(": ", 2)))
        {
            request.Headers.TryAddWithoutValidation(header[0], header[1].Replace("{host}", server.Http.BaseAddress!.Authority, StringComparison.Ordinal));
        }

        return await http.SendAsync(request);
    }
}
