using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tests.Providers.Selection;

/// <summary>A server with several providers, which says who came by which of them.</summary>
internal static class SeveralProviders
{
    public const string FixedToken = "0123456789abcdef-of-the-operator";

    public static McpTestServerOptions Of(string types) => new()
    {
        Settings = new() { ["MCP_AUTH_TYPE"] = types, ["JWT_SECRET_KEY"] = McpTestServer.SecretKey, ["MCP_BEARER_TOKEN"] = FixedToken },
        Map = app =>
        {
            app.MapMcp("/mcp").RequireMcpAuth();
            app.MapPost("/who", (ClaimsPrincipal user) => $"{user.FindFirst("sub")?.Value} of {user.FindFirst("iss")?.Value} by {user.FindFirst(McpClaimTypes.Provider)?.Value}").RequireMcpAuth();
            app.MapMcpTokens().RequireAuthorization("signed-in");
        },
    };

    public static async Task<string> WhoAsync(this McpTestServer server, string? token, params (string Name, string Value)[] headers)
    {
        using var response = await server.SendAsync("/who", token, headers);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : $"{(int)response.StatusCode} {response.Challenge()}";
    }

    public static async Task<HttpResponseMessage> SendAsync(this McpTestServer server, string path, string? token, params (string Name, string Value)[] headers)
    {
        using var request = RawHttp.Post(path, RawHttp.ToolsList, token);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Accepts one token, and remembers each one that it is asked for.</summary>
    public sealed class AskedProvider(string accepted, ProviderCredentials credentials) : IMcpAuthProvider
    {
        public List<string> Asked { get; } = [];

        public ProviderCredentials Credentials => credentials;

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            Asked.Add(context.Token);
            return ValueTask.FromResult(context.Token == accepted
                ? AccessTokenResult.Success(new() { Subject = "asked", Scopes = ["execute:mcp"], Issuer = "asked" })
                : AccessTokenResult.Rejected("The key is unknown."));
        }
    }

    /// <summary>Reads an API key in a header of its own.</summary>
    public sealed class KeyProvider : IMcpAuthProvider
    {
        public bool RequiresToken => false;

        public string Challenge => "ApiKey realm=\"mcp\"";

        public ProviderCredentials Credentials => new() { Headers = ["X-Service-Key"] };

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(context.HttpContext.Request.Headers["X-Service-Key"] == "k"
                ? AccessTokenResult.Success(new() { Subject = "service", Scopes = ["execute:mcp"], Issuer = "keys" })
                : AccessTokenResult.Rejected("The key is invalid."));
    }
}
