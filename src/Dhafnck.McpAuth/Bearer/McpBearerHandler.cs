using System.Text.Encodings.Web;
using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>The handler of the <c>McpBearer</c> scheme. It serves <c>[Authorize]</c>, policies and <c>AuthenticateAsync</c> with the gate's own result.</summary>
internal sealed class McpBearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    BearerAuthenticator authenticator,
    RefusalWriter refusals,
    RequiredScopes required)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var authentication = await authenticator.AuthenticateAsync(Context, isOfScheme: true);
        if (authentication.Succeeded)
        {
            return AuthenticateResult.Success(new(authentication.Principal, Scheme.Name));
        }

        return authentication.Refusal is { Error: null, Status: StatusCodes.Status401Unauthorized }
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Fail(authentication.Refusal.Description);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var authentication = await authenticator.AuthenticateAsync(Context, isOfScheme: true);
        var refusal = authentication.Refusal ?? BearerRefusal.NoToken;
        await refusals.WriteAsync(Context, refusal with { Scopes = NeededScopes() }, isOfScheme: true);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        refusals.WriteAsync(Context, BearerRefusal.InsufficientScope(NeededScopes()), isOfScheme: true);

    private string[] NeededScopes()
    {
        var named = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<RequiredScopeAttribute>() ?? [];
        return required.With(named.SelectMany(attribute => attribute.Scopes));
    }
}
