using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Stands around a protected endpoint. It wraps the endpoint, not a path: <c>/mcp/</c>, <c>/MCP</c> and
/// <c>/%6dcp</c> all reach the same one.
/// </summary>
internal sealed class McpAuthGate(BearerAuthenticator authenticator, ScopeOptions scopes, UsageCounter usage)
{
    private readonly string[] _required = [.. scopes.Required];

    public RequestDelegate Wrap(RequestDelegate endpoint, bool acceptsJsonOnly) => async context =>
    {
        var authentication = await authenticator.AuthenticateAsync(context);
        if (authentication.Principal is not { } principal)
        {
            await BearerChallenge.WriteAsync(context, authentication.Refusal! with { Scopes = _required });
            return;
        }

        context.User = principal;
        usage.Count(authentication.AccessToken!.TokenId);
        if (!_required.All(scope => ScopeClaims.Has(principal, scope)))
        {
            var refusal = BearerRefusal.InsufficientScope(_required) with { Detail = authentication.AccessToken.TokenId };
            await BearerChallenge.WriteAsync(context, authenticator.Log(context, refusal));
            return;
        }

        if (acceptsJsonOnly && HttpMethods.IsPost(context.Request.Method) && !context.Request.HasJsonContentType())
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        await endpoint(context);
    };
}
