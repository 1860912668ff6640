using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Limits the changes of an owner per minute. Runs after all other filters that refuse a request without reading its body.</summary>
internal sealed class TokenWriteLimitFilter(TokenWriteLimit limit) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return WriteOf(http.Request.Method) is { } write
            && limit.Refuse(http, http.Features.GetRequiredFeature<TokenOwner>().Id, write) is { } refusal
                ? refusal
                : await next(context);
    }

    private static TokenWrite? WriteOf(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? null
        : HttpMethods.IsDelete(method) ? TokenWrite.Revocation
        : TokenWrite.Change;
}
