using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Connect;
using Microsoft.AspNetCore.WebUtilities;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

/// <summary>A public client without an SDK, which can do everything wrong.</summary>
internal sealed class OAuthClient(ConnectServer server, string clientId, string resource)
{
    public const string RedirectUri = "http://127.0.0.1/callback";
    private readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public OAuthClient(ConnectServer server, string clientId)
        : this(server, clientId, server.Mcp)
    {
    }

    /// <summary>The same client at another process of the server.</summary>
    public OAuthClient(OAuthClient same, ConnectServer server, string resource)
        : this(server, same.Id, resource) => _verifier = same._verifier;

    public string Id => clientId;

    /// <summary>Registers a new client.</summary>
    public static async Task<OAuthClient> RegisterAsync(ConnectServer server, params string[] redirectUris)
    {
        using var response = await server.Http.PostAsJsonAsync(
            "/oauth/register",
            new { client_name = "A client", redirect_uris = redirectUris.Length > 0 ? redirectUris : [RedirectUri], grant_types = new[] { "authorization_code", "refresh_token" } },
            TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        return new(server, answer!["client_id"]!.GetValue<string>());
    }

    /// <summary>The URL of an authorization request. A change to null leaves a parameter out.</summary>
    public Uri AuthorizationUrl(string? scope = "execute:mcp read:tasks", params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = clientId,
            ["redirect_uri"] = RedirectUri,
            ["scope"] = scope,
            ["resource"] = resource,
            ["state"] = "a state",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        return new(QueryHelpers.AddQueryString(server.Address + "/oauth/authorize", parameters.Where(parameter => parameter.Value is not null)));
    }

    /// <summary>Sends a user through the consent page, and returns the code.</summary>
    public async Task<string> AskAsync(string scope = "execute:mcp read:tasks", string user = "alice")
    {
        using var browser = new ConsentBrowser(user);
        return (await browser.ApproveAsync(AuthorizationUrl(scope))).Code!;
    }

    /// <summary>Connects a user's server.</summary>
    public async Task<TokenAnswer> ConnectAsync(string scope = "execute:mcp read:tasks", string user = "alice") =>
        (await ExchangeAsync(await AskAsync(scope, user))).ShouldSucceed();

    public Task<TokenAnswer> ExchangeAsync(string code, params (string Name, string? Value)[] changes) => PostAsync(
        "/oauth/token",
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", _verifier), ("client_id", clientId), ("resource", resource), .. changes]);

    public Task<TokenAnswer> RefreshAsync(string refreshToken, params (string Name, string? Value)[] changes) => PostAsync(
        "/oauth/token",
        [("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("client_id", clientId), ("resource", resource), .. changes]);

    public Task<TokenAnswer> RevokeAsync(string token, params (string Name, string? Value)[] changes) => PostAsync(
        "/oauth/revoke",
        [("token", token), ("client_id", clientId), .. changes]);

    private Task<TokenAnswer> PostAsync(string path, (string Name, string? Value)[] fields) => server.PostFormAsync(path, fields);
}
