using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>Counts the requests of a token: each when it begins, and what became of it when that is known.</summary>
internal sealed class RequestUse(TokenActivities activities, TokenEvents events)
{
    public void Begin(HttpContext context, BearerAuthentication authentication)
    {
        if (authentication.AccessToken?.TokenId is not { } tokenId)
        {
            return;
        }

        var address = context.Connection.RemoteIpAddress;
        if (activities.Use(tokenId, address))
        {
            events.Report(TokenEventKind.NewAddress, tokenId, remoteAddress: address);
        }
    }

    /// <summary>Counts a request that goes on when its answer begins, if it is one that can go on for days.</summary>
    public void EndWhenAnswered(HttpContext context, BearerAuthentication authentication)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || authentication.AccessToken?.TokenId is null)
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
        if (authentication.AccessToken?.TokenId is not { } tokenId || authentication.IsCounted)
        {
            return;
        }

        // An exception before the answer has begun becomes a 500 further out; a client that went away got what it got.
        authentication.IsCounted = true;
        var isFailure = exception is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested;
        activities.Count(tokenId, null, isFailure ? UsageOutcome.Failed : OutcomeOf(context.Response.StatusCode));
    }

    private static UsageOutcome OutcomeOf(int status) => status switch
    {
        < StatusCodes.Status400BadRequest => UsageOutcome.Succeeded,
        StatusCodes.Status403Forbidden => UsageOutcome.Forbidden,
        _ => UsageOutcome.Failed,
    };
}
