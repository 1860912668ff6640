using Dhafnck.McpAuth.Bearer.Principal;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Authenticates a request: reads its header and returns a principal or a refusal. The active provider is called once per
/// request, even if the result is needed several times.
/// </summary>
internal sealed partial class BearerAuthenticator(
    IMcpAuthProvider provider,
    ScopeCatalog catalog,
    TokenFreshness freshness,
    TimeProvider time,
    RequestTelemetry telemetry,
    ILogger<BearerAuthenticator> logger)
{
    private readonly Outage _outage = new(time);

    /// <summary>Returns the active provider's result for the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isOfScheme">Whether the scheme's handler asks, so that ASP.NET Core measures the authentication itself.</param>
    public async ValueTask<BearerAuthentication> AuthenticateAsync(HttpContext context, bool isOfScheme = false)
    {
        if (context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication known)
        {
            return known;
        }

        var startedAt = telemetry.Begin();
        var authentication = await AuthenticateAsync(context, provider);
        telemetry.Authenticated(context, authentication, startedAt, isOfScheme);
        context.Features[typeof(IMcpAuthFeature)] = authentication;
        return authentication;
    }

    /// <summary>Calls the active provider again for a request that it has already authenticated.</summary>
    public ValueTask<BearerAuthentication> AuthenticateAgainAsync(HttpContext context) => AuthenticateAsync(context, provider);

    /// <summary>Returns a provider's result for the request, without keeping it for the rest of the request.</summary>
    public async ValueTask<BearerAuthentication> AuthenticateAsync(HttpContext context, IMcpAuthProvider by)
    {
        var token = ReadOnlyMemory<char>.Empty;
        if (by.RequiresToken)
        {
            (token, var refusal) = BearerHeader.Read(context.Request);
            if (refusal is not null)
            {
                return new(refusal);
            }
        }

        // Read before calling the provider: a change during the call makes the result outdated.
        var epoch = freshness.Epoch;
        var result = await LoadAsync(by, new BearerTokenContext(token, context), context.RequestAborted);
        if (result is null)
        {
            return new(BearerRefusal.ClientGone);
        }

        if (!result.Succeeded)
        {
            return new(BearerRefusal.Of(result.Rejection));
        }

        // A provider of the application states the expiry, and need not check it.
        if (result.AccessToken.ExpiresAt <= time.GetUtcNow())
        {
            return new(BearerRefusal.Of(Expired(result.AccessToken)));
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogAccepted(context.GetEndpoint()?.DisplayName, result.AccessToken.TokenId ?? result.AccessToken.Issuer);
        }

        return new(AccessTokenClaims.Of(result, catalog), epoch);
    }

    private static Rejection Expired(AccessToken token) => Rejection.Of(RejectionReason.Expired, token.TokenId);

    // Returns no result when the client has gone and nobody is left to answer.
    private async ValueTask<AccessTokenResult?> LoadAsync(IMcpAuthProvider by, BearerTokenContext context, CancellationToken cancellationToken)
    {
        try
        {
            var result = await by.LoadAccessTokenAsync(context, cancellationToken);
            _outage.End();
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            if (_outage.Begins())
            {
                LogProviderFailed(exception, by.GetType().Name);
            }

            return AccessTokenResult.Unavailable("the provider threw an exception");
        }
    }

    [LoggerMessage(1200, LogLevel.Debug, "{Endpoint}: accepted {Token}.")]
    private partial void LogAccepted(string? endpoint, string token);

    [LoggerMessage(1201, LogLevel.Error, "{Provider} threw an exception; the request gets 503. Further exceptions are not logged until it succeeds.")]
    private partial void LogProviderFailed(Exception exception, string provider);
}
