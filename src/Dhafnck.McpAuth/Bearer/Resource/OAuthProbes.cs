using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Dhafnck.McpAuth.Bearer.Resource;

/// <summary>
/// Answers clients that got 401 and look here for an authorization server which there is not: they show people what an
/// OAuth endpoint says, so it says what to do. It comes after all that the application answers itself.
/// </summary>
internal sealed class OAuthProbes(ProtectedResources resources, IMcpAuthProvider provider) : IStartupFilter
{
    private const string WhatToDo = "This server has no OAuth authorization server. Put an API token into the Authorization header, after the word Bearer and a space.";
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
        if (methods is null || !provider.RequiresToken || !resources.HasTokensOnly)
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

    // Where clients look for metadata, and the places that the protocol of 2025-03-26 gives to those that find none.
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
        Detail = WhatToDo,
    }).ExecuteAsync(context);

    private static Task WriteErrorAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsJsonAsync(new OAuthError("invalid_request", WhatToDo), BearerJsonContext.Default.OAuthError, cancellationToken: context.RequestAborted);
    }
}
