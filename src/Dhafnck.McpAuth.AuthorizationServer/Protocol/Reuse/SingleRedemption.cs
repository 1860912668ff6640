using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;

/// <summary>
/// Redeems a code or a refresh token, in place of OpenIddict, which lets simultaneous uses of one refresh token through. Of simultaneous
/// uses, one redeems the token; another is a second use as one a moment later would be, and ends the connection.
/// </summary>
internal sealed class SingleRedemption(IOpenIddictTokenManager entries, IServiceScopeFactory scopes, ReusedConnections reused) : IOpenIddictServerHandler<ProcessSignInContext>
{
    public static readonly int Order = OpenIddictServerHandlers.RedeemTokenEntry.Descriptor.Order;

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        var authentication = context.Transaction.GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!);
        if (context.EndpointType != OpenIddictServerEndpointType.Token
            || (authentication?.AuthorizationCodePrincipal ?? authentication?.RefreshTokenPrincipal) is not { } used)
        {
            return;
        }

        // Loaded when it was validated, so it fails when somebody else has redeemed the token since.
        var id = used.GetTokenId()!;
        if (await entries.FindByIdAsync(id, CancellationToken.None) is { } entry && await entries.TryRedeemAsync(entry, CancellationToken.None))
        {
            RedemptionUndo.Add(context.Transaction, id);
            return;
        }

        if (await MarkReusedAsync(id))
        {
            await reused.EndAsync(used, CancellationToken.None);
            context.Reject(Errors.InvalidGrant, "The code or refresh token was used before. Connect again.");
        }
        else
        {
            // OpenIddict has logged the exception of its store.
            throw new InvalidOperationException("The code or refresh token could not be redeemed.");
        }
    }

    /// <summary>
    /// Marks a redeemed token as used again. Returns <see langword="false"/> when nobody has redeemed it. The first use of a code reads
    /// the mark, because its connection may not exist yet.
    /// </summary>
    private async Task<bool> MarkReusedAsync(string id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var manager = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        if (await manager.FindByIdAsync(id) is not { } entry || await manager.GetStatusAsync(entry) is not (Statuses.Redeemed or Statuses.Revoked))
        {
            return false;
        }

        await manager.TryRevokeAsync(entry);
        return true;
    }
}
