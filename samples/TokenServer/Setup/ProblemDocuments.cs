namespace TokenServer.Setup;

internal static class ProblemDocuments
{
    /// <summary>Gives each refusal that would have no body a problem document (RFC 9457) that says what to do.</summary>
    public static void AddProblemDocuments(this WebApplicationBuilder builder)
    {
        // In Development, too, a body that cannot be read is answered and not thrown.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Detail ??= WhatToDo(context.HttpContext));
    }

    private static string? WhatToDo(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => "The request could not be read. Send what /openapi/v1.json describes.",
        StatusCodes.Status401Unauthorized => "Nobody is signed in. Send the accessToken of POST /api/auth/login in the Authorization header, after the word Bearer; an API token is not a user.",
        StatusCodes.Status404NotFound => "There is nothing at this address. See /openapi/v1.json for what there is.",
        StatusCodes.Status405MethodNotAllowed => $"This address does not take {context.Request.Method}. It takes: {context.Response.Headers.Allow}.",
        StatusCodes.Status415UnsupportedMediaType => "Send the request as JSON, with the header Content-Type: application/json.",
        _ => null,
    };
}
