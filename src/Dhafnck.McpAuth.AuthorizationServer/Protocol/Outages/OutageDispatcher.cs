using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Outages;

/// <summary>
/// Dispatches the events of OpenIddict, and rejects a request whose handling throws, so that OpenIddict answers it as the protocol
/// demands. Otherwise, the exception would reach the application, which answers with 500.
/// </summary>
internal sealed class OutageDispatcher(OpenIddictServerDispatcher dispatcher, StoreFailures failures, RedemptionUndo redemptions) : IOpenIddictServerDispatcher
{
    /// <inheritdoc/>
    // Only the outermost event: OpenIddict ignores some rejections of inner events, and would then report a token as revoked.
    public ValueTask DispatchAsync<TContext>(TContext context)
        where TContext : BaseContext =>
        context is ProcessRequestContext request ? DispatchAsync(request) : dispatcher.DispatchAsync(context);

    private async ValueTask DispatchAsync(ProcessRequestContext request)
    {
        try
        {
            await dispatcher.DispatchAsync(request);
        }
        catch (InvalidDataException exception) when (UsesStore(request) && request.Transaction.Request is null)
        {
            // ASP.NET Core throws this for a form with too many or too long fields.
            request.Reject(Errors.InvalidRequest, exception.Message);
        }
        catch (Exception exception) when (UsesStore(request) && exception is not BadHttpRequestException)
        {
            // Also when the client has gone: it will try again.
            var canTryAgain = await redemptions.TryUndoAsync(request.Transaction);
            if (!CanAnswer(request))
            {
                throw;
            }

            failures.Add(exception);
            Reject(request, canTryAgain);
            return;
        }

        // An accepted request of this endpoint has queried the store.
        if (request is { EndpointType: OpenIddictServerEndpointType.Token, IsRejected: false })
        {
            failures.End();
        }
    }

    private static bool UsesStore(ProcessRequestContext request) =>
        request.EndpointType is OpenIddictServerEndpointType.Authorization or OpenIddictServerEndpointType.Token or OpenIddictServerEndpointType.Revocation;

    private static bool CanAnswer(ProcessRequestContext request) =>
        !request.CancellationToken.IsCancellationRequested && request.Transaction.GetHttpRequest() is { HttpContext.Response.HasStarted: false };

    private static void Reject(ProcessRequestContext request, bool canTryAgain)
    {
        if (canTryAgain)
        {
            request.Reject(Errors.TemporarilyUnavailable, StoreFailures.Description);
        }
        else
        {
            request.Reject(Errors.InvalidGrant, "The grant was used, but the response to it could not be stored. Connect again, or request another assertion.");
        }
    }
}
