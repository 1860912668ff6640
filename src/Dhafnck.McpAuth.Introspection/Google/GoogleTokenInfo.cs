using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.Introspection.Answers;

namespace Dhafnck.McpAuth.Introspection.Google;

/// <summary>Asks Google's tokeninfo endpoint about access tokens. The token is sent in a header, because URLs are logged.</summary>
internal sealed class GoogleTokenInfo(GoogleOptions options, IHttpClientFactory clients, TimeProvider time) : IRemoteIssuer
{
    private readonly AnswerClaims _claims = new(options, time);

    public string Issuer => options.Issuer;

    public async Task<RemoteAnswer> AskAsync(string token, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(RemoteEndpoint.ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.TokenInfoUrl) { Content = new FormUrlEncodedContent([]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized when RemoteEndpoint.IsJson(response.Content.Headers.ContentType) => RemoteAnswer.Refused("Google knows no such token"),
            not HttpStatusCode.OK => RemoteAnswer.Unavailable($"Google answered {(int)response.StatusCode}"),
            _ => await RemoteEndpoint.ReadAsync(response.Content, Read, cancellationToken).ConfigureAwait(false),
        };
    }

    // The audience is the application that the token was made for; azp is the client of it that asked, when there are several.
    private RemoteAnswer Read(JsonElement answer) => _claims.Read(JsonSerializer.SerializeToElement(new JsonObject
    {
        ["sub"] = AnswerClaims.TextOf(answer, "sub"),
        ["aud"] = AnswerClaims.TextOf(answer, "aud"),
        ["azp"] = AnswerClaims.TextOf(answer, "azp"),
        ["exp"] = answer.TryGetProperty("exp", out var end) ? JsonNode.Parse(end.GetRawText()) : null,
        ["email"] = AnswerClaims.TextOf(answer, "email"),
        ["scope"] = MappedScopes.Of(options, answer, "scope"),
    }));
}
