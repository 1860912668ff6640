using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Determines the signed-in user, and how the audit trail names the user, before every endpoint for owners and administrators.</summary>
internal sealed class TokenOwnerFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (owner, problem) = TokenOwner.Of(http.User);
        if (owner is null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status403Forbidden);
        }

        var isAdmin = http.GetEndpoint()?.Metadata.GetMetadata<TokenAdminEndpoint>() is not null;
        http.Features.Set(owner);
        http.Features.Set(new TokenActor
        {
            Kind = isAdmin ? TokenActorKind.Administrator : TokenActorKind.Owner,
            Id = owner.Id,
            Address = http.Connection.RemoteIpAddress?.Unmapped().ToString(),
        });
        return await next(context);
    }
}
