using System.Globalization;
using System.Security.Claims;
using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Enterprise;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;
using Dhafnck.McpAuth.AuthorizationServer.Workloads;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>
/// Supplies the access token of a token response: the credential of the connection's record, which a code opens and a refresh token
/// rotates. OpenIddict creates the refresh token, bound to the record and to this credential.
/// </summary>
internal sealed class AccessTokenSupply(ApiTokenConnections connections, WorkloadTokens workloads, IOptions<AuthorizationServerOptions> options, TimeProvider time)
    : IOpenIddictServerHandler<ProcessSignInContext>
{
    // The code or refresh token is redeemed by then, and nothing has been created yet.
    public static readonly int Order = OpenIddictServerHandlers.AttachAuthorization.Descriptor.Order + 500;

    private readonly ConnectionLifetimes _lifetimes = new()
    {
        AccessToken = options.Value.AccessTokenLifetime,
        Unused = options.Value.UnusedConnectionLifetime,
    };

    public async ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (context.EndpointType != OpenIddictServerEndpointType.Token)
        {
            return;
        }

        // Not cancelled with the request: an interrupted rotation would leave a credential that nobody has received.
        var principal = context.Principal!;
        if (context.Transaction.GetProperty<WorkloadIdentity>(typeof(WorkloadIdentity).FullName!) is { } workload)
        {
            // RFC 8693 section 2.2.2: a token exchange that policy refuses is an invalid request.
            var creation = await workloads.CreateAsync(workload, principal.GetScopes(), principal.GetResources().Single());
            Answer(context, creation, workloads.Lifetime, Errors.InvalidRequest);
        }
        else
        {
            var operation = context.Transaction.GetProperty<GrantedAssertion>(typeof(GrantedAssertion).FullName!) is { } assertion ? await OpenAsync(assertion)
                : context.Request.IsAuthorizationCodeGrantType() ? await OpenAsync(principal)
                : await RefreshAsync(principal);
            if (operation.Succeeded && context.Request.IsRefreshTokenGrantType())
            {
                // The refresh token does not match the rotated credential any more.
                RedemptionUndo.MakeFinal(context.Transaction);
            }

            Answer(context, operation, _lifetimes.AccessToken, Errors.InvalidGrant);
        }
    }

    private Task<TokenOperation> OpenAsync(ClaimsPrincipal code) => connections.OpenAsync(code.GetClaim(Claims.Subject)!, new()
    {
        Client = new()
        {
            ClientId = ClientOf(code),
            ClientName = code.GetClaim(ConnectionClaims.ClientName)!,
            ClientHost = code.GetClaim(ConnectionClaims.ClientHost),
        },
        Scopes = [.. code.GetScopes().Where(scope => scope != GrantableScopes.OfflineAccess)],
        Audience = code.GetResources().Single(),
        RateLimit = NumberOf(code, ConnectionClaims.RateLimit),
        EndsInDays = NumberOf(code, ConnectionClaims.EndsInDays),
        Lifetimes = _lifetimes,
    });

    private Task<TokenOperation> OpenAsync(GrantedAssertion assertion) => connections.OpenAsync(assertion.UserId, new()
    {
        Client = new() { ClientId = assertion.Client.Id, ClientName = assertion.Client.Name, ClientHost = assertion.Client.Host },
        Scopes = assertion.Scopes,
        Audience = assertion.Resource,
        GrantedBy = assertion.GrantedBy,
        EndsInDays = options.Value.MaximumConnectionDays,
        Lifetimes = _lifetimes,
    });

    private Task<TokenOperation> RefreshAsync(ClaimsPrincipal refreshToken) => connections.RefreshAsync(
        refreshToken.GetClaim(ConnectionClaims.TokenId)!,
        ClientOf(refreshToken),
        NumberOf(refreshToken, ConnectionClaims.Generation),
        _lifetimes);

    private void Answer(ProcessSignInContext context, TokenOperation operation, TimeSpan lifetime, string error)
    {
        if (operation is { Succeeded: true, Token: { } token, Issued: { } issued })
        {
            Supply(context, token, issued.Value, lifetime);
        }
        else
        {
            context.Reject(error, Describe(operation.Status));
        }
    }

    private void Supply(ProcessSignInContext context, ApiToken token, string accessToken, TimeSpan lifetime)
    {
        var left = token.ExpiresAt - time.GetUtcNow();
        if (context.IncludeIssuedToken)
        {
            // RFC 8693 section 2.2.1: the answer to a token exchange.
            context.IssuedToken = accessToken;
            context.GenerateIssuedToken = false;
        }
        else
        {
            context.AccessToken = accessToken;
            context.GenerateAccessToken = false;
            context.IncludeAccessToken = true;
        }

        context.Parameters[Parameters.ExpiresIn] = (long)(left < lifetime ? left : lifetime).TotalSeconds;

        // RFC 6749 section 5.1: the client has to know that scopes wait for approval. A list of none is no scope parameter.
        context.Parameters[Parameters.Scope] = token.Scopes.Count == 0 ? McpScopes.Access : string.Join(' ', token.Scopes);
        context.Principal!
            .SetScopes(context.GenerateRefreshToken ? [.. token.Scopes, GrantableScopes.OfflineAccess] : token.Scopes)
            .SetClaim(ConnectionClaims.TokenId, token.Id)
            .SetClaim(ConnectionClaims.Generation, token.Credential.Generation.ToString(CultureInfo.InvariantCulture))
            .SetRefreshTokenLifetime(left);
    }

    // OpenIddict has compared it with the client of the request.
    private static string ClientOf(ClaimsPrincipal principal) => principal.GetPresenters().Single();

    private static int NumberOf(ClaimsPrincipal principal, string claim) => int.Parse(principal.GetClaim(claim)!, CultureInfo.InvariantCulture);

    private static string Describe(TokenOperationStatus status) => status switch
    {
        TokenOperationStatus.LimitReached => "The user has too many active tokens and connections. End one, and try again.",
        TokenOperationStatus.OwnerInactive => "The user is no longer active.",
        TokenOperationStatus.Invalid or TokenOperationStatus.NotGranted => "The user may not grant this access. Connect again.",
        _ => "The connection has ended. Connect again.",
    };
}
