using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Determines the token owner before every endpoint for owners.</summary>
internal sealed class TokenOwnerFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (owner, problem) = TokenOwner.Of(context.HttpContext.User);
        if (owner is null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status403Forbidden);
        }

        context.HttpContext.Features.Set(owner);
        return await next(context);
    }
}
