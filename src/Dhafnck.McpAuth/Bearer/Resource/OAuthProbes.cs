using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers.Refusals;
using Dhafnck.McpAuth.Providers.Selection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>
/// Answers clients that got 401 and look for an authorization server here when there is none. Clients show users the error
/// of an OAuth endpoint, so the error states the remedy. It runs after everything that the application answers itself.
/// </summary>
internal sealed class OAuthProbes(ProtectedResources resources, ActiveProviders providers) : IStartupFilter
{
    private const string GetOrHead = "GET, HEAD";

    private static readonly string[] WellKnown = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", ProtectedResources.WellKnownPath];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        app.Use(AnswerAsync);
    };

    private Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var methods = MethodsAt(context.Request.Path);
        if (methods is null || !providers.RequireToken || !resources.HasTokensOnly)
        {
            return next(context);
        }

        if (PublicDocument.AllowCrossOrigin(context, methods))
        {
            return Task.CompletedTask;
        }

        return !methods.Split(", ").Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase) ? next(context)
            : methods == GetOrHead ? WriteNotFoundAsync(context)
            : WriteErrorAsync(context);
    }

    // The paths of the metadata, and the fallback paths of MCP 2025-03-26 for clients that find no metadata.
    private static string? MethodsAt(PathString path) => path.Value switch
    {
        "/register" or "/token" => "POST",
        "/authorize" => "GET, POST",
        { } other when WellKnown.Any(known => other.Contains(known, StringComparison.OrdinalIgnoreCase)) => GetOrHead,
        _ => null,
    };

    private static Task WriteNotFoundAsync(HttpContext context) => new ProblemDocument(new ProblemDetails
    {
        Status = StatusCodes.Status404NotFound,
        Title = ReasonPhrases.GetReasonPhrase(StatusCodes.Status404NotFound),
        Detail = RefusalText.NoAuthorizationServer,
    }).ExecuteAsync(context);

    private static Task WriteErrorAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsJsonAsync(new OAuthError("invalid_request", RefusalText.NoAuthorizationServer), BearerJsonContext.Default.OAuthError, cancellationToken: context.RequestAborted);
    }
}
