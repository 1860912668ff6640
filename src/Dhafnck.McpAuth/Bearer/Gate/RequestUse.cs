using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>Counts a token's requests: each when it begins, and its outcome when that is known.</summary>
internal sealed class RequestUse(TokenActivities activities, TokenEvents events, RequestTelemetry telemetry, TimeProvider time)
{
    public void Begin(HttpContext context, BearerAuthentication authentication)
    {
        if (authentication.Principal is not { TokenId: { } tokenId } principal)
        {
            return;
        }

        var (address, now) = (context.Connection.RemoteIpAddress, time.GetUtcNow());
        principal.BeganAt = now;
        principal.Activity = activities.Use(tokenId, address, now, out var isNewAddress);
        if (isNewAddress)
        {
            events.Report(TokenEventKind.NewAddress, tokenId, remoteAddress: address);
        }
    }

    /// <summary>Counts a long-lived <c>GET</c> when its response starts, because the stream can stay open for days.</summary>
    public void EndWhenAnswered(HttpContext context, BearerAuthentication authentication)
    {
        if (authentication.Principal is not { IsAnswered: false } || !HttpMethods.IsGet(context.Request.Method))
        {
            return;
        }

        try
        {
            context.Response.OnStarting(() =>
            {
                End(context, authentication);
                return Task.CompletedTask;
            });
        }
        catch (InvalidOperationException)
        {
            // The response has started in the meantime.
            End(context, authentication);
        }
    }

    public void End(HttpContext context, BearerAuthentication authentication, Exception? exception = null)
    {
        if (authentication.Principal is not { IsAnswered: false } principal)
        {
            return;
        }

        // An exception before the response starts becomes a 500 in the outer pipeline. If the client disconnected, the status
        // so far counts.
        principal.IsAnswered = true;
        var isFailure = exception is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested;
        telemetry.Answered(context, isFailure);
        if (principal is { Activity: { } activity, BeganAt: { } at })
        {
            principal.Activity = null;
            activities.Count(activity, null, isFailure ? UsageOutcome.Failed : OutcomeOf(context.Response.StatusCode), at);
        }
    }

    private static UsageOutcome OutcomeOf(int status) => status switch
    {
        < StatusCodes.Status400BadRequest => UsageOutcome.Succeeded,
        StatusCodes.Status403Forbidden => UsageOutcome.Forbidden,
        _ => UsageOutcome.Failed,
    };
}
