using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Takes one request from its header to a principal or a refusal; once, however often it is asked.</summary>
internal sealed partial class BearerAuthenticator(
    IMcpAuthProvider provider,
    ScopeCatalog catalog,
    MetadataReferral referral,
    TokenFreshness freshness,
    TokenEvents events,
    ILogger<BearerAuthenticator> logger)
{
    /// <summary>What the active provider says of the request.</summary>
    public ValueTask<BearerAuthentication> AuthenticateAsync(HttpContext context)
    {
        if (context.Features[typeof(IMcpAuthFeature)] is BearerAuthentication known)
        {
            return new(known);
        }

        // What a provider knows, it says at once, and a request that need not wait does not pay for waiting.
        var authenticating = AuthenticateAsync(context, provider);
        return authenticating.IsCompletedSuccessfully
            ? new(Remember(context, authenticating.Result))
            : RememberAsync(context, authenticating);
    }

    /// <summary>What the active provider says of a request that it has judged before.</summary>
    public ValueTask<BearerAuthentication> AuthenticateAgainAsync(HttpContext context) => AuthenticateAsync(context, provider);

    /// <summary>What another provider says of the request; not remembered.</summary>
    public ValueTask<BearerAuthentication> AuthenticateAsync(HttpContext context, IMcpAuthProvider by)
    {
        var token = ReadOnlyMemory<char>.Empty;
        if (by.RequiresToken)
        {
            (token, var refusal) = BearerHeader.Read(context.Request);
            if (refusal is not null)
            {
                return new(new BearerAuthentication(refusal));
            }
        }

        var epoch = freshness.Epoch;
        var loading = LoadAsync(by, new BearerTokenContext(token, context), context.RequestAborted);
        return loading.IsCompletedSuccessfully
            ? new(Conclude(context, loading.Result, epoch))
            : ConcludeAsync(context, loading, epoch);
    }

    /// <summary>Answers with a refusal, and puts it into the log, where every one that is answered stands.</summary>
    public Task RefuseAsync(HttpContext context, BearerRefusal refusal)
    {
        string?[] known = [refusal.Rejection?.TokenId, refusal.Detail];
        var details = string.Join(", ", known.OfType<string>());
        var reason = details.Length == 0 ? refusal.Description : $"{refusal.Description} ({details})";
        LogRefused(context.GetEndpoint()?.DisplayName, context.Connection.RemoteIpAddress, refusal.Status, refusal.Error ?? "without an error", reason);
        if (refusal.Rejection is { TokenId: { } tokenId, Reason: var why })
        {
            events.Report(
                why == RejectionReason.Replaced ? TokenEventKind.FormerCredentialUsed : TokenEventKind.Rejected,
                tokenId,
                reason: JsonNamingPolicy.SnakeCaseLower.ConvertName(why.ToString()),
                remoteAddress: context.Connection.RemoteIpAddress,
                hasRecord: why != RejectionReason.NotFound);
        }

        return BearerChallenge.WriteAsync(context, refusal with { ResourceMetadata = referral.AddressFor(context, refusal) });
    }

    private static BearerAuthentication Remember(HttpContext context, BearerAuthentication authentication)
    {
        context.Features[typeof(IMcpAuthFeature)] = authentication;
        return authentication;
    }

    private static async ValueTask<BearerAuthentication> RememberAsync(HttpContext context, ValueTask<BearerAuthentication> authenticating) =>
        Remember(context, await authenticating);

    private BearerAuthentication Conclude(HttpContext context, AccessTokenResult result, long epoch)
    {
        if (!result.Succeeded)
        {
            return new(BearerRefusal.Of(result.Rejection));
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogAccepted(context.GetEndpoint()?.DisplayName, result.AccessToken.TokenId ?? result.AccessToken.Issuer);
        }

        return new(AccessTokenClaims.Of(result, catalog), epoch);
    }

    private async ValueTask<BearerAuthentication> ConcludeAsync(HttpContext context, ValueTask<AccessTokenResult> loading, long epoch) =>
        Conclude(context, await loading, epoch);

    private ValueTask<AccessTokenResult> LoadAsync(IMcpAuthProvider by, BearerTokenContext context, CancellationToken cancellationToken)
    {
        try
        {
            var loading = by.LoadAccessTokenAsync(context, cancellationToken);
            return loading.IsCompletedSuccessfully ? loading : LoadAsync(by, loading, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Fail(by, exception));
        }
    }

    private async ValueTask<AccessTokenResult> LoadAsync(IMcpAuthProvider by, ValueTask<AccessTokenResult> loading, CancellationToken cancellationToken)
    {
        try
        {
            return await loading;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail(by, exception);
        }
    }

    private AccessTokenResult Fail(IMcpAuthProvider by, Exception exception)
    {
        LogProviderFailed(exception, by.GetType().Name);
        return AccessTokenResult.Unavailable("the provider threw an exception");
    }

    [LoggerMessage(1, LogLevel.Debug, "{Endpoint}: accepted {Token}.")]
    private partial void LogAccepted(string? endpoint, string token);

    [LoggerMessage(2, LogLevel.Information, "{Endpoint}: refused {RemoteAddress} with {Status} {Error}: {Reason}")]
    private partial void LogRefused(string? endpoint, IPAddress? remoteAddress, int status, string error, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Provider} threw an exception; the request gets 503.")]
    private partial void LogProviderFailed(Exception exception, string provider);
}
