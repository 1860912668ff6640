using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>A no as HTTP says it: the status, and the <c>error</c> code of RFC 6750 §3.1 where there is one.</summary>
internal sealed record BearerRefusal(int Status, string? Error, string Description)
{
    /// <summary>No token came: a challenge without an error (RFC 6750 §3.1, last paragraph).</summary>
    public static readonly BearerRefusal NoToken =
        new(StatusCodes.Status401Unauthorized, null, "Send an API token in the Authorization header, after the word Bearer and a space.");

    public static readonly BearerRefusal RepeatedHeader =
        new(StatusCodes.Status400BadRequest, "invalid_request", "The request has more than one Authorization header.");

    public static readonly BearerRefusal Malformed = InvalidToken("The access token is malformed.");

    public static readonly BearerRefusal UnsupportedMediaType =
        new(StatusCodes.Status415UnsupportedMediaType, null, "Send the request as JSON, with the header Content-Type: application/json.");

    public static readonly BearerRefusal ForeignSession =
        new(StatusCodes.Status403Forbidden, null, "The session was begun by another user.");

    /// <summary>A session that is over, that nobody opened, or that was opened at another endpoint: the client opens a new one.</summary>
    public static readonly BearerRefusal UnknownSession =
        new(StatusCodes.Status404NotFound, null, "The session is not known at this endpoint. Begin a new one with 'initialize'.");

    public static readonly BearerRefusal ForeignOrigin =
        new(StatusCodes.Status403Forbidden, null, "Web pages of this origin may not use this server. Whoever runs it can allow the origin with MCP_ALLOWED_ORIGINS.");

    /// <summary>The scopes that are needed, all of them.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What only the log is told.</summary>
    public string? Detail { get; init; }

    /// <summary>What was refused, where a provider refused it.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>How many requests per hour there may be, where that is why.</summary>
    public int? RateLimit { get; init; }

    /// <summary>Where it says who issues tokens (RFC 9728 §5.1).</summary>
    public string? ResourceMetadata { get; init; }

    /// <summary>After how many seconds to try again.</summary>
    public int? RetryAfter { get; init; }

    public static BearerRefusal InvalidToken(string description) => new(StatusCodes.Status401Unauthorized, "invalid_token", description);

    public static BearerRefusal Of(Rejection rejection) => rejection.Kind switch
    {
        RejectionKind.Unavailable => new(StatusCodes.Status503ServiceUnavailable, null, rejection.Description) { Detail = rejection.Detail, RetryAfter = 1 },
        _ => InvalidToken(rejection.Description) with { Detail = rejection.Detail, Rejection = rejection },
    };

    public static BearerRefusal TooManyRequests(int limit, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, null, $"The access token has made its {limit} requests of this hour.")
        {
            RateLimit = limit,
            RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)),
        };

    /// <summary>The message is none, or can be read in two ways.</summary>
    public static BearerRefusal Unreadable(string fault) => new(StatusCodes.Status400BadRequest, null, fault);

    /// <summary>The server did not get as far as an answer.</summary>
    public static BearerRefusal Failed(int status) => new(status, null, status switch
    {
        StatusCodes.Status400BadRequest => "The body of the request is no JSON-RPC message.",
        StatusCodes.Status413PayloadTooLarge => "The body of the request is too large.",
        StatusCodes.Status408RequestTimeout => "The body of the request came too slowly.",
        >= StatusCodes.Status500InternalServerError => "The request could not be carried out.",
        _ => "The request could not be read.",
    });

    public static BearerRefusal InsufficientScope(IReadOnlyList<string> scopes)
    {
        var description = scopes.Count == 0 ? "The access token does not open this." : $"The access token lacks a scope. This request needs: {string.Join(' ', scopes)}";
        return new(StatusCodes.Status403Forbidden, "insufficient_scope", description) { Scopes = scopes };
    }
}
