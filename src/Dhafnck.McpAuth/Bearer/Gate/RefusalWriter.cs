using System.Net;
using Dhafnck.McpAuth.Bearer.Proofs;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Providers.Selection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>Answers a request with a refusal. It logs every HTTP refusal that is sent, and reports an event if a provider refused a token that it identified.</summary>
internal sealed partial class RefusalWriter(ActiveProviders providers, MetadataReferral referral, DpopChallenge dpop, TokenEvents events, RequestTelemetry telemetry, ILogger<RefusalWriter> logger)
{
    /// <summary>Answers the request with the refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="isOfScheme">Whether the scheme's handler refuses, so that ASP.NET Core counts the challenge itself.</param>
    public Task WriteAsync(HttpContext context, BearerRefusal refusal, bool isOfScheme = false)
    {
        Record(context, refusal, isOfScheme);
        if (refusal.Status == BearerRefusal.ClientGone.Status)
        {
            context.Response.StatusCode = refusal.Status;
            return Task.CompletedTask;
        }

        return BearerChallenge.WriteAsync(context, refusal with
        {
            Challenge = ChallengeOf(context),
            ResourceMetadata = referral.AddressFor(context, refusal),
            Dpop = dpop.TermsFor(context, refusal),
        });
    }

    /// <summary>Logs and counts a refusal, and reports its event, for a request that is answered elsewhere.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="isOfScheme">Whether the scheme's handler refuses, so that ASP.NET Core counts the challenge itself.</param>
    public void Record(HttpContext context, BearerRefusal refusal, bool isOfScheme = false)
    {
        telemetry.Refused(context, refusal, isOfScheme);
        if (refusal.Status != BearerRefusal.ClientGone.Status)
        {
            Log(context, refusal);
            Report(context, refusal);
        }
    }

    // The token API reads bearer tokens, whatever the active provider reads. Credentials that select no provider get the challenge
    // of bearer tokens, unless no provider reads one.
    private string? ChallengeOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<McpAuthEndpoint>() is null ? null
        : (ProviderOf(context) ?? (providers.RequireToken ? null : providers.All[0]))?.Provider.Challenge;

    private ActiveProvider? ProviderOf(HttpContext context) =>
        providers.Only ?? (context.Features[typeof(IMcpAuthFeature)] as BearerAuthentication)?.By;

    private void Log(HttpContext context, BearerRefusal refusal)
    {
        string?[] known = [refusal.Rejection?.TokenId, refusal.Detail, providers.Only is null ? ProviderOf(context)?.Name : null];
        var details = string.Join(", ", known.OfType<string>());
        var reason = details.Length == 0 ? refusal.Description : $"{refusal.Description} ({details})";
        LogRefused(context.GetEndpoint()?.DisplayName, context.Connection.RemoteIpAddress, refusal.Status, refusal.Error ?? "without an error", reason);
    }

    private void Report(HttpContext context, BearerRefusal refusal)
    {
        if (refusal.Rejection is { TokenId: { } tokenId, Reason: var reason })
        {
            events.Report(
                reason == RejectionReason.Replaced ? TokenEventKind.FormerCredentialUsed : TokenEventKind.Rejected,
                tokenId,
                reason: refusal.Reason,
                remoteAddress: context.Connection.RemoteIpAddress,
                hasRecord: reason != RejectionReason.NotFound);
        }
    }

    [LoggerMessage(1210, LogLevel.Information, "{Endpoint}: refused {RemoteAddress} with {Status} {Error}: {Reason}")]
    private partial void LogRefused(string? endpoint, IPAddress? remoteAddress, int status, string error, string reason);
}
