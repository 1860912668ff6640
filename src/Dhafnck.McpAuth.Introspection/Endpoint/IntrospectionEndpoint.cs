using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Introspection.Answers;
using Dhafnck.McpAuth.Tokens;
using Duende.IdentityModel.Client;

namespace Dhafnck.McpAuth.Introspection.Endpoint;

/// <summary>Asks an introspection endpoint (RFC 7662) about tokens.</summary>
internal sealed class IntrospectionEndpoint(IntrospectionOptions options, IHttpClientFactory clients, TimeProvider time) : IRemoteIssuer
{
    private const string Bound = "DPoP";

    // RFC 7662 section 2.2 has token_type; the others are members with which Keycloak, OpenIddict and Cognito tell kinds of tokens apart.
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["token_type"] = ["Bearer", Bound, "access_token"],
        ["typ"] = ["Bearer", Bound, "at+jwt", "JWT"],
        ["token_usage"] = ["access_token"],
        ["token_use"] = ["access_token", "access"],
    };

    private readonly AnswerClaims _claims = new(options, time);
    private readonly ClientAssertions? _assertions = options.ClientAuthentication == IntrospectionClientAuthentication.PrivateKeyJwt ? new(options, time) : null;

    public string Issuer => options.Issuer;

    public async Task<RemoteAnswer> AskAsync(string token, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(RemoteEndpoint.ClientName);
        using var request = new TokenIntrospectionRequest
        {
            Address = options.Endpoint,
            Token = token,
            TokenTypeHint = "access_token",
            ClientId = options.ClientId,
            ClientSecret = _assertions is null ? options.ClientSecret : null,
            ClientCredentialStyle = options.ClientAuthentication == IntrospectionClientAuthentication.SecretBasic ? ClientCredentialStyle.AuthorizationHeader : ClientCredentialStyle.PostBody,
            ClientAssertion = _assertions?.Create() ?? new(),
        };
        using var response = await client.IntrospectTokenAsync(request, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return response switch
        {
            { ErrorType: ResponseErrorType.Exception } => RemoteAnswer.Unavailable(response.Exception!.GetType().Name),
            { HttpStatusCode: HttpStatusCode.Unauthorized } => RemoteAnswer.Unavailable("the endpoint refused this server's client authentication"),
            { HttpStatusCode: not HttpStatusCode.OK } => RemoteAnswer.Unavailable($"the endpoint answered {(int)response.HttpStatusCode}"),
            _ when !RemoteEndpoint.IsJson(response.HttpResponse?.Content.Headers.ContentType) => RemoteEndpoint.NotJson,
            _ => Read(RemoteEndpoint.Parse(response.Raw ?? "")),
        };
    }

    private RemoteAnswer Read(JsonElement answer) =>
        !answer.TryGetProperty("active", out var active) || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False) ? RemoteAnswer.Unavailable("the answer has no boolean 'active'")
        : active.ValueKind == JsonValueKind.False ? RemoteAnswer.Refused("the issuer says that it is not active")
        : FindOtherKind(answer) is { } other ? RemoteAnswer.Refused(other)
        : _claims.Read(answer);

    // Some servers also say of refresh and ID tokens that they are active.
    private string? FindOtherKind(JsonElement answer) =>
        AnswerClaims.TextOf(answer, "iss") is { } issuer && issuer.TrimEnd('/') != options.Issuer.TrimEnd('/') ? "it is of another issuer"
        : !Kinds.All(kind => Fits(answer, kind)) ? "it is not an access token"
        : IsBound(answer) && IssuerClaimReader.ReadKeyThumbprint(answer) is null ? "it is bound to a key that the answer does not name (cnf.jkt)"
        : null;

    private static bool IsBound(JsonElement answer) =>
        Kinds.Keys.Any(kind => Bound.Equals(AnswerClaims.TextOf(answer, kind), StringComparison.OrdinalIgnoreCase));

    private static bool Fits(JsonElement answer, KeyValuePair<string, string[]> kind) =>
        !answer.TryGetProperty(kind.Key, out var value)
        || value.ValueKind == JsonValueKind.Null
        || (value.ValueKind == JsonValueKind.String && kind.Value.Contains(value.GetString(), StringComparer.OrdinalIgnoreCase));
}
