using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>Answers a request with a refusal. It logs every HTTP refusal that is sent, and reports an event if a provider refused a token that it identified.</summary>
internal sealed partial class RefusalWriter(MetadataReferral referral, TokenEvents events, ILogger<RefusalWriter> logger)
{
    public Task WriteAsync(HttpContext context, BearerRefusal refusal)
    {
        if (refusal.Status == BearerRefusal.ClientGone.Status)
        {
            context.Response.StatusCode = refusal.Status;
            return Task.CompletedTask;
        }

        Log(context, refusal);
        Report(context, refusal.Rejection);
        return BearerChallenge.WriteAsync(context, refusal with { ResourceMetadata = referral.AddressFor(context, refusal) });
    }

    private void Log(HttpContext context, BearerRefusal refusal)
    {
        string?[] known = [refusal.Rejection?.TokenId, refusal.Detail];
        var details = string.Join(", ", known.OfType<string>());
        var reason = details.Length == 0 ? refusal.Description : $"{refusal.Description} ({details})";
        LogRefused(context.GetEndpoint()?.DisplayName, context.Connection.RemoteIpAddress, refusal.Status, refusal.Error ?? "without an error", reason);
    }

    private void Report(HttpContext context, Rejection? rejection)
    {
        if (rejection is { TokenId: { } tokenId, Reason: var reason })
        {
            events.Report(
                reason == RejectionReason.Replaced ? TokenEventKind.FormerCredentialUsed : TokenEventKind.Rejected,
                tokenId,
                reason: JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()),
                remoteAddress: context.Connection.RemoteIpAddress,
                hasRecord: reason != RejectionReason.NotFound);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Endpoint}: refused {RemoteAddress} with {Status} {Error}: {Reason}")]
    private partial void LogRefused(string? endpoint, IPAddress? remoteAddress, int status, string error, string reason);
}
