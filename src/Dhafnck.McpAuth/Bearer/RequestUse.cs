using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Counts the requests of a token: each when it begins, and what became of it when that is known.</summary>
internal sealed class RequestUse(TokenActivities activities, TokenEvents events, TimeProvider time)
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

    /// <summary>Counts a request that goes on when its answer begins, if it is one that can go on for days.</summary>
    public void EndWhenAnswered(HttpContext context, BearerAuthentication authentication)
    {
        if (authentication.Principal?.Activity is null || !HttpMethods.IsGet(context.Request.Method))
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
            // The answer has begun in the meantime.
            End(context, authentication);
        }
    }

    public void End(HttpContext context, BearerAuthentication authentication, Exception? exception = null)
    {
        if (authentication.Principal is not { Activity: { } activity, BeganAt: { } at } principal)
        {
            return;
        }

        // An exception before the answer has begun becomes a 500 further out; a client that went away got what it got.
        principal.Activity = null;
        var isFailure = exception is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested;
        activities.Count(activity, null, isFailure ? UsageOutcome.Failed : OutcomeOf(context.Response.StatusCode), at);
    }

    private static UsageOutcome OutcomeOf(int status) => status switch
    {
        < StatusCodes.Status400BadRequest => UsageOutcome.Succeeded,
        StatusCodes.Status403Forbidden => UsageOutcome.Forbidden,
        _ => UsageOutcome.Failed,
    };
}
