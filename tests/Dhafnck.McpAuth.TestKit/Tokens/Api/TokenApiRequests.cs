using System.Text;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

/// <summary>Requests to the token API, of alice where nobody else is named, and what their answers say.</summary>
public static class TokenApiRequests
{
    public const string TokensPath = "/api/v2/tokens";

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public static IEnumerable<string?> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());

    public static async Task<int> CountAsync(McpTestServer server) =>
        (await server.Store.ListAsync(new() { OwnerId = "alice" })).Total;

    public static Task<HttpResponseMessage> CreateAsync(McpTestServer server, string more = "") =>
        server.SendAsUserAsync(HttpMethod.Post, TokensPath, "{\"name\":\"t\",\"scopes\":[\"read:tasks\"]" + more + "}");

    public static Task<HttpResponseMessage> PatchAsync(McpTestServer server, string id, string json, params string[] ifMatch) =>
        SendIfMatchAsync(server, HttpMethod.Patch, id, json, ifMatch);

    public static Task<HttpResponseMessage> RevokeAsync(McpTestServer server, string id, params string[] ifMatch) =>
        SendIfMatchAsync(server, HttpMethod.Delete, id, null, ifMatch);

    public static async Task<HttpResponseMessage> SendIfMatchAsync(McpTestServer server, HttpMethod method, string id, string? json, string[] ifMatch)
    {
        using var request = new HttpRequestMessage(method, $"{TokensPath}/{id}")
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/merge-patch+json"),
        };
        request.Headers.Add("X-User", "alice");
        foreach (var line in ifMatch)
        {
            request.Headers.TryAddWithoutValidation("If-Match", line);
        }

        return await server.Http.SendAsync(request);
    }

    public static async Task<HttpResponseMessage> SendWithKeyAsync(McpTestServer server, string path, string body, string key, string user = "alice")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-User", user);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await server.Http.SendAsync(request);
    }

    public static Task<HttpResponseMessage> RotateAsync(McpTestServer server, string id, string? body = null) =>
        server.SendAsUserAsync(HttpMethod.Post, $"{TokensPath}/{id}/rotate", body);

    public static Task<HttpResponseMessage> RotateItselfAsync(McpTestServer server, string? token, string? body = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, TokensPath + "/rotate")
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", token);
        return server.Http.SendAsync(request);
    }

    public static async Task<HttpResponseMessage> ValidateAsync(McpTestServer server, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokensPath + "/validate");
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return await server.Http.SendAsync(request);
    }
}
