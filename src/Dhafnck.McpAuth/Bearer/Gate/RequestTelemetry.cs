using System.Diagnostics;
using Dhafnck.McpAuth.Providers.Selection;
using Dhafnck.McpAuth.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>
/// Reports a request to the metrics, and to the request's activity. Nearly every method runs on each request: when nobody
/// listens, none of them reads the clock or allocates.
/// </summary>
internal sealed class RequestTelemetry(RequestMetrics metrics, AspNetCoreMetrics aspNetCore, ActiveProviders providers, TimeProvider time)
{
    private const string Scheme = McpBearerDefaults.AuthenticationScheme;
    private const long NotMeasured = 0;

    // Of several providers, a request without credentials that one of them checks has none.
    private readonly string _provider = providers.Only?.Name ?? "unknown";

    /// <summary>Returns when an authentication begins, for <see cref="Authenticated"/>.</summary>
    public long Begin() => metrics.MeasuresAuthentication || aspNetCore.MeasuresAuthentication ? time.GetTimestamp() : NotMeasured;

    /// <summary>Reports the result of the active provider.</summary>
    /// <param name="context">The request.</param>
    /// <param name="authentication">The result.</param>
    /// <param name="startedAt">The result of <see cref="Begin"/>.</param>
    /// <param name="isOfScheme">Whether the scheme's handler asked, so that ASP.NET Core measures the authentication itself.</param>
    public void Authenticated(HttpContext context, BearerAuthentication authentication, long startedAt, bool isOfScheme)
    {
        if (startedAt != NotMeasured)
        {
            Measure(time.GetElapsedTime(startedAt), authentication, isOfScheme);
        }

        if (TracedActivity(context) is { } activity)
        {
            activity.SetTag(TelemetryTags.Provider, authentication.Provider ?? _provider);
            activity.SetTag(TelemetryTags.TokenId, authentication.AccessToken?.TokenId ?? authentication.Refusal?.Rejection?.TokenId);
        }
    }

    /// <summary>Reports the gate's decision on the scopes of a request.</summary>
    public void Authorized(BearerRefusal? refusal)
    {
        if (aspNetCore.CountsAuthorization && refusal is null or { Error: BearerRefusal.InsufficientScopeError })
        {
            aspNetCore.Authorized(refusal is null);
        }
    }

    /// <summary>Reports that a request is refused. It is then not reported as answered.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="isOfScheme">Whether the scheme's handler refuses it, so that ASP.NET Core counts the challenge itself.</param>
    public void Refused(HttpContext context, BearerRefusal refusal, bool isOfScheme)
    {
        if (!isOfScheme)
        {
            CountChallenge(refusal);
        }

        context.Features[typeof(BearerRefusal)] = refusal;
        End(context, OutcomeOf(refusal.Status), refusal.Reason);
    }

    /// <summary>Reports that the endpoint has answered a request, unless the gate refused it in the meantime.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isFailure">Whether the endpoint threw an exception.</param>
    public void Answered(HttpContext context, bool isFailure = false)
    {
        if (metrics.CountsRequests || TracedActivity(context) is not null)
        {
            if (context.Features[typeof(BearerRefusal)] is null)
            {
                End(context, isFailure || context.Response.StatusCode >= StatusCodes.Status400BadRequest ? "failed" : "succeeded", null);
            }
        }
    }

    // A server without tracing still has activities, for the identifiers in its log: those nobody reads.
    private static Activity? TracedActivity(HttpContext context) =>
        (context.Features[typeof(IHttpActivityFeature)] as IHttpActivityFeature)?.Activity is { IsAllDataRequested: true } activity && activity.Source.HasListeners() ? activity : null;

    private static string OutcomeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "unauthenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status429TooManyRequests => "limited",
        StatusCodes.Status499ClientClosedRequest => "aborted",
        >= StatusCodes.Status500InternalServerError => "unavailable",
        _ => "invalid",
    };

    private void End(HttpContext context, string outcome, string? reason)
    {
        if (metrics.CountsRequests)
        {
            metrics.Ended((context.Features[typeof(IMcpAuthFeature)] as BearerAuthentication)?.Provider ?? _provider, outcome, reason);
        }

        TracedActivity(context)?.SetTag(TelemetryTags.Outcome, outcome).SetTag(TelemetryTags.Reason, reason);
    }

    private void Measure(TimeSpan elapsed, BearerAuthentication authentication, bool isOfScheme)
    {
        bool? succeeded = authentication.Succeeded ? true : authentication.Refusal is { Error: null, Status: StatusCodes.Status401Unauthorized } ? null : false;
        metrics.Authenticated(elapsed, authentication.Provider ?? _provider, authentication.Succeeded ? "succeeded" : OutcomeOf(authentication.Refusal.Status));
        if (!isOfScheme)
        {
            aspNetCore.Authenticated(elapsed, Scheme, succeeded);
        }
    }

    private void CountChallenge(BearerRefusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            aspNetCore.Challenged(Scheme);
        }
        else if (refusal.Error == BearerRefusal.InsufficientScopeError)
        {
            aspNetCore.Forbidden(Scheme);
        }
    }
}
