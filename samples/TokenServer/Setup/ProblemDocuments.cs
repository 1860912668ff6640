namespace TokenServer.Setup;

internal static class ProblemDocuments
{
    /// <summary>Adds problem details (RFC 9457) with a remedy to error responses that would have no body.</summary>
    public static void AddProblemDocuments(this WebApplicationBuilder builder)
    {
        // In Development too, an unreadable body gets a response instead of an exception.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Detail ??= WhatToDo(context.HttpContext));
    }

    private static string? WhatToDo(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => "The request could not be read. Send what /openapi/v1.json describes.",
        StatusCodes.Status401Unauthorized => "Nobody is signed in. Send the accessToken of POST /api/auth/login in the Authorization header, after the word Bearer; an API token is not a user.",
        StatusCodes.Status404NotFound => "There is nothing at this address. See /openapi/v1.json for the available endpoints.",
        StatusCodes.Status405MethodNotAllowed => $"This address does not support {context.Request.Method}. It supports: {context.Response.Headers.Allow}.",
        StatusCodes.Status415UnsupportedMediaType => "Send the request as JSON, with the header Content-Type: application/json.",
        _ => null,
    };
}
