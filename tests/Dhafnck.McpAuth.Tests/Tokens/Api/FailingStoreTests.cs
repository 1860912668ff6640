using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

public sealed class FailingStoreTests
{
    [Theory]
    [InlineData("POST", "", """{"name":"t","scopes":["read:tasks"]}""")]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/{id}")]
    [InlineData("PATCH", "/{id}", """{"name":"t"}""")]
    [InlineData("DELETE", "/{id}")]
    [InlineData("POST", "/{id}/rotate")]
    [InlineData("POST", "/rotate")]
    public async Task A_store_that_fails_is_503_with_a_problem_and_no_details(string method, string path, string? body = null)
    {
        var store = new SwitchableTokenStore();
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Environment = "Development";
            options.RemembersRecords = true;
            options.Store = store;
        });
        var issued = await server.IssueAsync(["tokens:rotate"]);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", issued.Value);
        using var known = await server.SendAsUserAsync(HttpMethod.Post, "/api/v2/tokens/validate");

        store.IsCutOff = true;
        using var response = await server.SendAsUserAsync(new(method), "/api/v2/tokens" + path.Replace("{id}", issued.Token.Id, StringComparison.Ordinal), body);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();

        known.StatusCode.Should().Be(HttpStatusCode.OK);
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem!["detail"]!.GetValue<string>().Should().Contain("Try again").And.NotContain("cut off");
    }
}
