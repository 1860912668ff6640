using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes what an endpoint reads and returns, for the API description.</summary>
internal static class TokenEndpointDescription
{
    private static readonly Dictionary<int, string> Refusals = new()
    {
        [StatusCodes.Status400BadRequest] = "The request is invalid: `detail` states the reason, and `errors` lists each invalid field.",
        [StatusCodes.Status404NotFound] = "The user has no token with this identifier.",
        [StatusCodes.Status409Conflict] = "The token was changed by another request, is revoked or expired, or its owner has reached the limit of active tokens. `detail` states which.",
        [StatusCodes.Status412PreconditionFailed] = "The token was changed after its ETag was read.",
        [StatusCodes.Status413PayloadTooLarge] = "The body is too large.",
        [StatusCodes.Status415UnsupportedMediaType] = "The body is not sent as JSON.",
        [StatusCodes.Status422UnprocessableEntity] = "The Idempotency-Key was used for another request.",
        [StatusCodes.Status429TooManyRequests] = "The user has reached the limit of changes per minute. `Retry-After` states when to try again.",
        [StatusCodes.Status503ServiceUnavailable] = "The token store is unavailable. `Retry-After` states when to try again.",
    };

    /// <summary>Sets the operation identifier and a short summary.</summary>
    public static TBuilder Named<TBuilder>(this TBuilder endpoint, string operationId, string summary)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new TokenOperationMetadata(operationId)).WithSummary(summary);

    /// <summary>Describes the request body, sent as JSON or as one of the given media types.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint, Type body, bool isOptional = false, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .WithMetadata(new TokenRequestMetadata { Body = body, IsBodyOptional = isOptional, ContentTypes = ["application/json", .. contentTypes] })
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Describes the headers or the query string: the parameters of the record's constructor.</summary>
    public static TBuilder ReadsParameters<TBuilder>(
        this TBuilder endpoint,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type parameters)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new TokenRequestMetadata { Parameters = parameters });

    /// <summary>Describes a success response; without a type, it has no body.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder endpoint, int status, string description, Type? body = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(body is null
            ? new TokenResponseMetadata(status, typeof(void), description)
            : new TokenResponseMetadata(status, body, description, "application/json"));

    /// <summary>Describes refusals with the texts that all endpoints share.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        statuses.Aggregate(endpoint, (described, status) => described.Refuses(status, Refusals[status]));

    /// <summary>Describes a refusal, which is a problem document (RFC 9457).</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, int status, string description)
        where TBuilder : IEndpointConventionBuilder
    {
        var problem = status == StatusCodes.Status400BadRequest ? typeof(HttpValidationProblemDetails) : typeof(ProblemDetails);
        return endpoint.WithMetadata(new TokenResponseMetadata(status, problem, description, "application/problem+json"));
    }
}
