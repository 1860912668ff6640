using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.TestKit.Proofs;

/// <summary>Requests with bound tokens and their proofs.</summary>
public static class ProofRequests
{
    /// <summary>Makes a token that is bound to a key.</summary>
    public static async Task<IssuedToken> IssueBoundAsync(this McpTestServer server, ProofKey key, params string[] scopes)
    {
        var request = new NewApiToken { Name = "a bound token", Scopes = scopes is [] ? ["execute:mcp", "read:tasks"] : scopes, KeyThumbprint = key.Thumbprint };
        var creation = await server.Services.GetRequiredService<ApiTokenService>().CreateAsync("alice", request);
        return creation.Issued ?? throw new InvalidOperationException(string.Join(' ', creation.Errors.Values.SelectMany(message => message)));
    }

    /// <summary>The URL of a path, as the server sees it.</summary>
    public static string UrlOf(this McpTestServer server, string path) => new Uri(server.Http.BaseAddress!, path).AbsoluteUri;

    /// <summary>A proof for a request that lists the tools.</summary>
    public static string Prove(this McpTestServer server, ProofKey key, string token, string path = "/mcp", string? nonce = null) =>
        key.Prove("POST", server.UrlOf(path), token, server.Services.GetRequiredService<TimeProvider>().GetUtcNow(), (_, claims) =>
        {
            if (nonce is not null)
            {
                claims["nonce"] = nonce;
            }
        });

    /// <summary>Gives a request its token behind the scheme <c>DPoP</c>, and proofs.</summary>
    public static HttpRequestMessage WithProofs(this HttpRequestMessage request, string token, params string[] proofs)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {token}");
        foreach (var proof in proofs)
        {
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        }

        return request;
    }

    /// <summary>Lists the tools with a token behind the scheme <c>DPoP</c>, and proofs.</summary>
    public static async Task<HttpResponseMessage> ListProvenAsync(this McpTestServer server, string token, params string[] proofs)
    {
        using var request = RawHttp.Post("/mcp", RawHttp.ToolsList).WithProofs(token, proofs);
        return await server.Http.SendAsync(request);
    }

    /// <summary>The challenge of a scheme, or an empty string.</summary>
    public static string ChallengeOf(this HttpResponseMessage response, string scheme) =>
        response.Headers.TryGetValues("WWW-Authenticate", out var values) ? values.SingleOrDefault(value => value.StartsWith(scheme + " ", StringComparison.Ordinal)) ?? "" : "";
}
