using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Samples.Tests.TokenServer;

/// <summary>Refusals that come before the token API: of the sign-in and of routing.</summary>
public sealed class ProblemDocumentTests(SharedTokenServer shared)
{
    private readonly TokenServerProcess _server = shared.Process;

    [Fact]
    public async Task A_client_that_looks_for_an_authorization_server_is_told_to_send_a_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/register") { Content = JsonContent.Create(new { client_name = "a client" }) };

        using var response = await _server.SendAsync(request, bearer: null);
        var error = await response.Content.ReadFromJsonAsync<JsonObject>();

        ((int)response.StatusCode).Should().Be(400);
        error!["error"]!.GetValue<string>().Should().Be("invalid_request");
        error["error_description"]!.GetValue<string>().Should().Contain("Put an API token into the Authorization header");
    }

    [Theory]
    [InlineData(401, "GET", "/api/v2/tokens/", "Send the accessToken of POST /api/auth/login")]
    [InlineData(404, "GET", "/api/v2/tokens/tok_0/nothing", "See /openapi/v1.json")]
    [InlineData(405, "PUT", "/api/v2/tokens", "It supports: DELETE, GET, POST.")]
    [InlineData(405, "PUT", "/api/v2/tokens/tok_0/", "It supports: DELETE, GET, PATCH.")]
    [InlineData(405, "PATCH", "/mcp", "It supports: DELETE, GET, POST.")]
    [InlineData(400, "POST", "/api/auth/login", "The request could not be read", """{"email":""")]
    [InlineData(415, "POST", "/api/auth/login", "Content-Type: application/json", "a=b", "application/x-www-form-urlencoded")]
    public async Task Every_refusal_is_a_problem_that_says_what_to_do(int status, string method, string path, string hint, string? body = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, mediaType) };

        using var response = await _server.SendAsync(request, bearer: null);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();

        ((int)response.StatusCode).Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem!["status"]!.GetValue<int>().Should().Be(status);
        problem["detail"]!.GetValue<string>().Should().Contain(hint);
    }
}
