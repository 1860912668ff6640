using System.Text.Encodings.Web;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The scheme <c>McpBearer</c>: for <c>[Authorize]</c>, policies and <c>AuthenticateAsync</c>, from the result that the gate uses too.</summary>
internal sealed class McpBearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    BearerAuthenticator authenticator,
    ScopeOptions scopes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var authentication = await authenticator.AuthenticateAsync(Context);
        return authentication switch
        {
            { Principal: { } principal } => AuthenticateResult.Success(new(principal, Scheme.Name)),
            { Refusal: { Error: null, Status: StatusCodes.Status401Unauthorized } } => AuthenticateResult.NoResult(),
            _ => AuthenticateResult.Fail(authentication.Refusal!.Description),
        };
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var authentication = await authenticator.AuthenticateAsync(Context);
        var refusal = authentication.Refusal ?? BearerRefusal.NoToken;
        await authenticator.RefuseAsync(Context, refusal with { Scopes = RequiredScopes() });
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        authenticator.RefuseAsync(Context, BearerRefusal.InsufficientScope(RequiredScopes()));

    private IReadOnlyList<string> RequiredScopes()
    {
        var named = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<RequiredScopeAttribute>() ?? [];
        return [.. scopes.Required.Concat(named.SelectMany(attribute => attribute.Scopes)).Distinct(StringComparer.Ordinal)];
    }
}
