using System.Text.Json;
using Dhafnck.McpAuth.Bearer.Proofs;
using Dhafnck.McpAuth.Providers.Refusals;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>A refusal as an HTTP response: the status, and the <c>error</c> code of RFC 6750 §3.1 where one applies.</summary>
internal sealed record BearerRefusal(int Status, string? Error, string Description)
{
    /// <summary>The error code of a token that lacks a scope (RFC 6750 §3.1).</summary>
    public const string InsufficientScopeError = "insufficient_scope";

    /// <summary>The request has no token: a challenge without an error code (RFC 6750 §3.1, last paragraph).</summary>
    public static readonly BearerRefusal NoToken =
        new(StatusCodes.Status401Unauthorized, null, RefusalText.NoToken) { Reason = "no_token" };

    public static readonly BearerRefusal RepeatedHeader =
        new(StatusCodes.Status400BadRequest, "invalid_request", RefusalText.RepeatedHeader) { Reason = "malformed" };

    /// <summary>The request presents credentials by more than one method (RFC 6750 §3.1, <c>invalid_request</c>).</summary>
    public static readonly BearerRefusal SeveralCredentials =
        new(StatusCodes.Status400BadRequest, "invalid_request", RefusalText.SeveralCredentials) { Reason = "malformed" };

    public static readonly BearerRefusal Malformed = InvalidToken(RefusalText.MalformedToken);

    public static readonly BearerRefusal UnsupportedMediaType =
        new(StatusCodes.Status415UnsupportedMediaType, null, "Send the request as JSON, with the header Content-Type: application/json.") { Reason = "unsupported_media_type" };

    public static readonly BearerRefusal ForeignSession =
        new(StatusCodes.Status403Forbidden, null, "The session was opened by another user.") { Reason = "foreign_session" };

    /// <summary>The session has ended, never existed, or was opened at another endpoint. The client has to open a new one.</summary>
    public static readonly BearerRefusal UnknownSession =
        new(StatusCodes.Status404NotFound, null, "The session is unknown at this endpoint. Start a new one with 'initialize'.") { Reason = "unknown_session" };

    public static readonly BearerRefusal ForeignOrigin =
        new(
            StatusCodes.Status403Forbidden,
            null,
            "Web pages of this origin may not use this server. The server's operator can allow the origin with MCP_ALLOWED_ORIGINS.")
        {
            Reason = "foreign_origin",
        };

    /// <summary>The client disconnected while it sent its request, so nobody is left to answer.</summary>
    public static readonly BearerRefusal ClientGone =
        new(StatusCodes.Status499ClientClosedRequest, null, "The client closed the connection.") { Reason = "client_gone" };

    /// <summary>All scopes that the request needs.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The reason for metrics and traces: one of a few fixed words.</summary>
    public required string Reason { get; init; }

    /// <summary>Details for the log only.</summary>
    public string? Detail { get; init; }

    /// <summary>The provider's rejection, when a provider refused the token.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>The allowed requests per hour, when the limit is the reason.</summary>
    public int? RateLimit { get; init; }

    /// <summary>The provider's own challenge; <see langword="null"/> for that of RFC 6750.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whether the request lacks a proof of the token's key, so that the client has to know what a proof can be.</summary>
    public bool NeedsProof { get; init; }

    /// <summary>The challenge of the scheme <c>DPoP</c>, if there is one.</summary>
    public DpopTerms? Dpop { get; init; }

    /// <summary>Whether the response has <c>WWW-Authenticate</c>.</summary>
    public bool HasChallenge => Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden || (Status == StatusCodes.Status400BadRequest && Error is not null);

    /// <summary>The URL of the protected resource metadata (RFC 9728 §5.1).</summary>
    public string? ResourceMetadata { get; init; }

    /// <summary>The time after which to retry, in seconds.</summary>
    public int? RetryAfter { get; init; }

    public static BearerRefusal InvalidToken(string description) => new(StatusCodes.Status401Unauthorized, "invalid_token", description) { Reason = "malformed" };

    public static BearerRefusal Of(Rejection rejection) => rejection.Kind switch
    {
        RejectionKind.Unavailable => new(StatusCodes.Status503ServiceUnavailable, null, rejection.Description) { Reason = "unavailable", Detail = rejection.Detail, RetryAfter = 1 },
        _ => InvalidToken(rejection.Description) with { Reason = JsonNamingPolicy.SnakeCaseLower.ConvertName(rejection.Reason.ToString()), Detail = rejection.Detail, Rejection = rejection },
    };

    /// <summary>The proof of the token's key is missing or wrong (RFC 9449 §7.1).</summary>
    public static BearerRefusal InvalidProof(Rejection rejection) => new(StatusCodes.Status401Unauthorized, "invalid_dpop_proof", rejection.Description)
    {
        Reason = "invalid_dpop_proof",
        Rejection = rejection,
        NeedsProof = true,
    };

    /// <summary>The proof needs a nonce of the server (RFC 9449 §9).</summary>
    public static BearerRefusal NeedsNonce(string description) =>
        new(StatusCodes.Status401Unauthorized, "use_dpop_nonce", description) { Reason = "use_dpop_nonce", NeedsProof = true };

    public static BearerRefusal TooManyRequests(int limit, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, null, RefusalText.OverLimit(limit))
        {
            Reason = "over_limit",
            RateLimit = limit,
            RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)),
        };

    /// <summary>The body is not a message, or is ambiguous.</summary>
    public static BearerRefusal Unreadable(string fault) => new(StatusCodes.Status400BadRequest, null, fault) { Reason = "unreadable_message" };

    /// <summary>The request failed before the server could answer it.</summary>
    public static BearerRefusal Failed(int status) => new(status, null, status switch
    {
        StatusCodes.Status400BadRequest => "The request body is not a JSON-RPC message.",
        StatusCodes.Status413PayloadTooLarge => "The request body is too large.",
        StatusCodes.Status408RequestTimeout => "The request body arrived too slowly.",
        >= StatusCodes.Status500InternalServerError => "The request could not be processed.",
        _ => "The request could not be read.",
    })
    {
        Reason = status >= StatusCodes.Status500InternalServerError ? "exception" : "unreadable_message",
    };

    public static BearerRefusal InsufficientScope(IReadOnlyList<string> scopes) =>
        new(StatusCodes.Status403Forbidden, InsufficientScopeError, scopes.Count == 0 ? RefusalText.NotPermitted : RefusalText.LacksScope(scopes)) { Reason = "insufficient_scope", Scopes = scopes };
}
