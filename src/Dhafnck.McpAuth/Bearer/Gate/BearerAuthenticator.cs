using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Principal;
using Dhafnck.McpAuth.Bearer.Proofs;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Providers.Selection;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Authenticates a request: reads its credentials and returns a principal or a refusal. If several providers are active, the
/// credentials select one of them. The provider is called once per request, even if the result is needed several times.
/// </summary>
internal sealed partial class BearerAuthenticator(
    ActiveProviders providers,
    RequestCredentials credentials,
    ProofCheck proofs,
    ScopeCatalog catalog,
    TokenFreshness freshness,
    TimeProvider time,
    RequestTelemetry telemetry,
    ILogger<BearerAuthenticator> logger)
{
    /// <summary>Returns the result of the request's provider.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isOfScheme">Whether the scheme's handler asks, so that ASP.NET Core measures the authentication itself.</param>
    public async ValueTask<BearerAuthentication> AuthenticateAsync(HttpContext context, bool isOfScheme = false)
    {
        if (context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication known)
        {
            return known;
        }

        var startedAt = telemetry.Begin();
        var authentication = await AuthenticateAsync(context, providers.Only);
        telemetry.Authenticated(context, authentication, startedAt, isOfScheme);
        context.Features[typeof(IMcpAuthFeature)] = authentication;
        return authentication;
    }

    /// <summary>Calls the provider again for a request that it has already authenticated. The request's proof is used up, and stays valid for it.</summary>
    public ValueTask<BearerAuthentication> AuthenticateAgainAsync(HttpContext context) => AuthenticateAsync(context, providers.Only, isProven: true);

    /// <summary>Returns a provider's result for the request, without keeping it for the rest of the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="by">The provider; <see langword="null"/> if the credentials select it.</param>
    /// <param name="isProven">Whether the request has already proven the key of its token.</param>
    public async ValueTask<BearerAuthentication> AuthenticateAsync(HttpContext context, ActiveProvider? by, bool isProven = false)
    {
        var token = default(PresentedToken);
        BearerRefusal? refusal = null;
        if (by is null)
        {
            (token, by, refusal) = credentials.Read(context.Request);
        }
        else if (by.Provider.RequiresToken)
        {
            (token, refusal) = credentials.ReadToken(context.Request);
        }

        if (refusal is not null || by is null)
        {
            return new(refusal ?? BearerRefusal.NoToken, by);
        }

        // Read before calling the provider: a change during the call makes the result outdated.
        var epoch = freshness.Epoch;
        var result = await LoadAsync(by, new BearerTokenContext(token.Characters, context), context.RequestAborted);
        if (result is null)
        {
            return new(BearerRefusal.ClientGone, by);
        }

        if (!result.Succeeded)
        {
            return new(BearerRefusal.Of(result.Rejection), by);
        }

        // A provider of the application states the expiry, and need not check it.
        if (result.AccessToken.ExpiresAt <= time.GetUtcNow())
        {
            return new(BearerRefusal.Of(Expired(result.AccessToken)), by);
        }

        var unproven = proofs.JudgeScheme(token, result.AccessToken);
        if (unproven is null && result.AccessToken.KeyThumbprint is not null && !isProven)
        {
            unproven = await proofs.JudgeAsync(context, token, result.AccessToken);
        }

        if (unproven is not null)
        {
            return new(unproven, by);
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogAccepted(context.GetEndpoint()?.DisplayName, result.AccessToken.TokenId ?? result.AccessToken.Issuer, by.Name);
        }

        return new(AccessTokenClaims.Of(result, catalog, by.Name), epoch, by);
    }

    private static Rejection Expired(AccessToken token) => Rejection.Of(RejectionReason.Expired, token.TokenId);

    // Returns no result when the client has gone and nobody is left to answer.
    private async ValueTask<AccessTokenResult?> LoadAsync(ActiveProvider by, BearerTokenContext context, CancellationToken cancellationToken)
    {
        try
        {
            var result = await by.Provider.LoadAccessTokenAsync(context, cancellationToken);
            by.Outage.End();
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            if (by.Outage.Begins())
            {
                LogProviderFailed(exception, by.Provider.GetType().Name);
            }

            return AccessTokenResult.Unavailable("the provider threw an exception");
        }
    }

    [LoggerMessage(1200, LogLevel.Debug, "{Endpoint}: accepted {Token} of the type {AuthType}.")]
    private partial void LogAccepted(string? endpoint, string token, string authType);

    [LoggerMessage(1201, LogLevel.Error, "{Provider} threw an exception; the request gets 503. Further exceptions are not logged until it succeeds.")]
    private partial void LogProviderFailed(Exception exception, string provider);
}
