using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Says of an endpoint what it reads and answers, for those who describe the API.</summary>
internal static class TokenEndpointDescription
{
    private static readonly Dictionary<int, string> Refusals = new()
    {
        [StatusCodes.Status400BadRequest] = "The request is not valid: `detail` says what is wrong with it, and `errors` names each wrong field.",
        [StatusCodes.Status404NotFound] = "The user has no token of this identifier.",
        [StatusCodes.Status409Conflict] = "The token was changed meanwhile or has ended, or its owner has as many active tokens as are allowed; `detail` says which.",
        [StatusCodes.Status412PreconditionFailed] = "The token was changed since its ETag was read.",
        [StatusCodes.Status413PayloadTooLarge] = "The body is too large.",
        [StatusCodes.Status415UnsupportedMediaType] = "The body is not sent as JSON.",
        [StatusCodes.Status422UnprocessableEntity] = "The Idempotency-Key has been used for another request.",
        [StatusCodes.Status429TooManyRequests] = "The user has made as many changes as are allowed in a minute; `Retry-After` says when to try again.",
        [StatusCodes.Status503ServiceUnavailable] = "The token store cannot be reached; `Retry-After` says when to try again.",
    };

    /// <summary>What the endpoint is called, and in a few words what it does.</summary>
    public static TBuilder Named<TBuilder>(this TBuilder endpoint, string operationId, string summary)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new TokenOperationMetadata(operationId)).WithSummary(summary);

    /// <summary>The body that the handler reads, sent as JSON or as one of the media types given.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint, Type body, bool isOptional = false, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .WithMetadata(new TokenRequestMetadata { Body = body, IsBodyOptional = isOptional, ContentTypes = ["application/json", .. contentTypes] })
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType);

    /// <summary>The headers or the query that the handler reads: the parameters of the record's constructor.</summary>
    public static TBuilder ReadsParameters<TBuilder>(this TBuilder endpoint, Type parameters)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new TokenRequestMetadata { Parameters = parameters });

    /// <summary>A success; without a type, one without a body.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder endpoint, int status, string description, Type? body = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(body is null
            ? new TokenResponseMetadata(status, typeof(void), description)
            : new TokenResponseMetadata(status, body, description, "application/json"));

    /// <summary>Refusals, in the words that all endpoints share.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        statuses.Aggregate(endpoint, (described, status) => described.Refuses(status, Refusals[status]));

    /// <summary>A refusal: a problem document (RFC 9457).</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, int status, string description)
        where TBuilder : IEndpointConventionBuilder
    {
        var problem = status == StatusCodes.Status400BadRequest ? typeof(HttpValidationProblemDetails) : typeof(ProblemDetails);
        return endpoint.WithMetadata(new TokenResponseMetadata(status, problem, description, "application/problem+json"));
    }
}
