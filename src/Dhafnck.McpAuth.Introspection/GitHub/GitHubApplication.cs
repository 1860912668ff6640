using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.Introspection.Answers;

namespace Dhafnck.McpAuth.Introspection.GitHub;

/// <summary>
/// Asks GitHub about user tokens with <c>POST /applications/{client_id}/token</c>, which knows only the tokens of the application
/// that asks. <c>GET /user</c> would also accept a token that a user gave to another application.
/// </summary>
internal sealed class GitHubApplication(GitHubOptions options, IHttpClientFactory clients, TimeProvider time) : IRemoteIssuer
{
    private readonly AnswerClaims _claims = new(options, time);

    public string Issuer => options.Issuer;

    public async Task<RemoteAnswer> AskAsync(string token, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(RemoteEndpoint.ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{options.ApiUrl.TrimEnd('/')}/applications/{Uri.EscapeDataString(options.ClientId)}/token")
        {
            Content = JsonContent.Create(new JsonObject { ["access_token"] = token }),
        };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret}")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Dhafnck.McpAuth", "1"));
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => RemoteAnswer.Refused("GitHub knows no such token of this application"),
            HttpStatusCode.Unauthorized => RemoteAnswer.Unavailable("GitHub refused the client secret"),
            not HttpStatusCode.OK => RemoteAnswer.Unavailable($"GitHub answered {(int)response.StatusCode}"),
            _ => await RemoteEndpoint.ReadAsync(response.Content, Read, cancellationToken).ConfigureAwait(false),
        };
    }

    private RemoteAnswer Read(JsonElement answer)
    {
        if (!answer.TryGetProperty("app", out var app) || app.ValueKind != JsonValueKind.Object || AnswerClaims.TextOf(app, "client_id") != options.ClientId)
        {
            return RemoteAnswer.Refused("the token is of another application");
        }

        if (!answer.TryGetProperty("user", out var user) || user.ValueKind != JsonValueKind.Object || !user.TryGetProperty("id", out var id) || !id.TryGetInt64(out var number))
        {
            return RemoteAnswer.Refused("the token is not a user's");
        }

        var end = AnswerClaims.TextOf(answer, "expires_at") is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds() : (long?)null;
        return _claims.Read(JsonSerializer.SerializeToElement(new JsonObject
        {
            ["sub"] = number.ToString(CultureInfo.InvariantCulture),
            ["client_id"] = options.ClientId,
            ["exp"] = end,
            ["scope"] = MappedScopes.Of(options, answer, "scopes"),
        }));
    }
}
