using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers.Selection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer.Credentials;

/// <summary>
/// Reads the credentials of a request: a token in the <c>Authorization</c> header, or in the header that the settings allow in
/// addition. A token in the query is never read. If several providers are active, the credentials select one of them.
/// </summary>
internal sealed class RequestCredentials(ActiveProviders providers, IOptions<McpAuthOptions> options)
{
    private readonly string? _tokenHeader = options.Value.TokenHeader;

    /// <summary>Reads the token, or returns why there is no usable one.</summary>
    public (PresentedToken Token, BearerRefusal? Refusal) ReadToken(HttpRequest request) =>
        _tokenHeader is not null && request.Headers.ContainsKey(_tokenHeader) ? ReadTokenHeader(request, _tokenHeader) : BearerHeader.Read(request);

    /// <summary>Reads the credentials, and selects the provider that checks them.</summary>
    public (PresentedToken Token, ActiveProvider? By, BearerRefusal? Refusal) Read(HttpRequest request)
    {
        foreach (var (header, provider) in providers.ByHeader)
        {
            if (request.Headers.ContainsKey(header))
            {
                return HasOthers(request, header) ? (default, provider, BearerRefusal.SeveralCredentials) : (default, provider, null);
            }
        }

        var (token, refusal) = ReadToken(request);
        return refusal is not null ? (default, null, refusal)
            : providers.Of(token.Characters.Span) is { Provider.RequiresToken: true } by ? (token, by, null)
            : (default, null, Unrecognized());
    }

    private static (PresentedToken Token, BearerRefusal? Refusal) ReadTokenHeader(HttpRequest request, string name)
    {
        var values = request.Headers[name];
        if (values.Count > 1 || request.Headers.Authorization.Count > 0)
        {
            return (default, BearerRefusal.SeveralCredentials);
        }

        var token = values.ToString().AsMemory().Trim(' ');
        return BearerHeader.IsB64Token(token.Span) ? (new(token), null) : (default, BearerHeaderMistake.OfToken(token.Span));
    }

    private static BearerRefusal Unrecognized() =>
        BearerRefusal.Of(Rejection.Of(RejectionReason.NotGenuine, detail: "no active type checks tokens of this form or issuer"));

    private bool HasOthers(HttpRequest request, string header) =>
        request.Headers.Authorization.Count > 0
        || (_tokenHeader is not null && request.Headers.ContainsKey(_tokenHeader))
        || providers.ByHeader.Any(other => !other.Header.Equals(header, StringComparison.OrdinalIgnoreCase) && request.Headers.ContainsKey(other.Header));
}
