using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;

/// <summary>
/// Ends a connection that was opened with a code which somebody else used at the same time. The other use may have come before there was
/// a connection to end.
/// </summary>
internal sealed class CodeReuseCheck(IServiceScopeFactory scopes, ReusedConnections reused) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static readonly int Order = AccessTokenSupply.Order + 1;

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Token
            || context.Transaction.GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!)?.AuthorizationCodePrincipal is not { } code)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var manager = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        if (await manager.FindByIdAsync(code.GetTokenId()!) is not { } entry || await manager.HasStatusAsync(entry, Statuses.Revoked))
        {
            await reused.EndAsync(context.Principal!.GetClaim(ConnectionClaims.TokenId)!, code.GetPresenters().Single());
            context.Reject(Errors.InvalidGrant, "The code was used before. Connect again.");
        }
    }
}
