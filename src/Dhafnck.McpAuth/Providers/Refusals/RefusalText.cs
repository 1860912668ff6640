namespace Dhafnck.McpAuth.Providers.Refusals;

/// <summary>
/// The sentences that tell a client why its credentials are refused, and what to do. Many clients print them as they are, so
/// they are written for people. None repeats anything that the client sent.
/// </summary>
internal static class RefusalText
{
    // The Authorization header, and the mistakes of copying a token into a client's settings.
    public const string NoToken = "Send an API token in the Authorization header, after the word Bearer and a space.";
    public const string RepeatedHeader = "The request has more than one Authorization header.";
    public const string SeveralCredentials = "The request presents credentials in more than one header. Send them in one.";
    public const string HeaderNameInValue = "The header value repeats the header name. The value must start with the word Bearer.";
    public const string NoScheme = "The word Bearer is missing. Put it and a space before the token in the Authorization header.";
    public const string RepeatedScheme = "The word Bearer appears twice. Many clients add it automatically: configure those with the token alone.";
    public const string NoSpace = "Put a space, and nothing else, between the word Bearer and the token.";
    public const string EmptyToken = "There is no token after the word Bearer. If the token comes from a variable, the variable is empty.";
    public const string QuotedToken = "The access token is in quotation marks. Send it without them.";
    public const string BracketedToken = "The access token is in brackets, or is still a placeholder. Send the token alone.";
    public const string MalformedToken = "The access token is malformed.";

    // A server without authentication, and one without an authorization server.
    public const string LocalHostOnly = "Without authentication this server answers requests to localhost only.";
    public const string ThisMachineOnly =
        "Without authentication this server answers requests from its own machine only. "
        + "Configure authentication, or allow the address in the server's log with McpAuth:None:AllowedAddresses.";

    public const string NoAuthorizationServer =
        "This server has no OAuth authorization server. Put an API token into the Authorization header, after the word Bearer and a space.";

    // A request of a valid token.
    public const string NotPermitted = "The access token does not permit this request.";
    public const string UncheckedForTooLong = "The server has been unable to check the token for too long.";

    /// <summary>Why a token is not accepted.</summary>
    public static string Of(RejectionReason reason) => reason switch
    {
        RejectionReason.NotFound => "Token not found in database.",
        RejectionReason.Expired => "The access token expired.",
        RejectionReason.Revoked => "The access token was revoked.",
        RejectionReason.Replaced => "The access token was replaced by rotation.",
        RejectionReason.AddressNotAllowed => "The access token may not be used from this address.",
        RejectionReason.OwnerInactive => "The owner of the access token is no longer active.",
        RejectionReason.Unavailable => "The token cannot be checked at the moment. Try again shortly.",
        _ => "The access token is invalid.",
    };

    public static string OverLimit(int limit) => $"The access token has used up its limit of {limit} requests per hour.";

    public static string LacksScope(IReadOnlyList<string> scopes) => $"The access token lacks a scope. This request needs: {string.Join(' ', scopes)}";

    /// <summary>Why a call that was accepted has no result.</summary>
    public static string CallEnded(string reason) => $"The call was ended because its access token is no longer valid: {reason}";
}
