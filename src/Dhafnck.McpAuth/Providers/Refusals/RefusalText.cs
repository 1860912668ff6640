namespace Dhafnck.McpAuth.Providers.Refusals;

/// <summary>
/// The sentences that state why a client's credentials are refused, and what to do. Many clients print them as they are, so
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
    public const string MistypedToken = "The access token was not copied completely and correctly. Copy it again, from its prefix to its end.";
    public const string MalformedToken = "The access token is malformed.";

    // A server on standard input and output.
    public const string NoAddress =
        "The access token is limited to certain addresses, and this server has no address: it runs on standard input and output. "
        + "Use a token without allowed addresses, or state the server's address with McpAuth:Stdio:RemoteAddress.";

    // A server without authentication, and one without an authorization server.
    public const string LocalHostOnly = "Without authentication this server answers requests to localhost only.";
    public const string ThisMachineOnly =
        "Without authentication this server answers requests from its own machine only. "
        + "Configure authentication, or allow the address in the server's log with McpAuth:None:AllowedAddresses.";

    public const string NoAuthorizationServer =
        "This server has no OAuth authorization server. Put an API token into the Authorization header, after the word Bearer and a space.";

    // A token that is bound to a key, or has to be.
    public const string NotBound = "The access token is not bound to a key. Send it with the scheme Bearer.";
    public const string MustBeBound = "The access token is not bound to a key, but this server accepts only tokens that are (RFC 9449).";

    // A server on standard input and output.
    public const string NoProofs = "The access token is bound to a key, and standard input carries no proofs of one. Start the server with a token that is not bound to a key.";

    // A request of a valid token.
    public const string NotPermitted = "The access token does not permit this request.";
    public const string UncheckedForTooLong = "The server has been unable to check the token for too long.";

    /// <summary>A server on standard input and output was started without a token.</summary>
    public static string NoTokenInEnvironment(string variable) =>
        $"Set the environment variable {variable} to an access token, in the settings with which the client starts this server.";

    /// <summary>Why a token is not accepted.</summary>
    public static string Of(RejectionReason reason) => reason switch
    {
        RejectionReason.NotFound => "Token not found in database.",
        RejectionReason.Expired => "The access token expired.",
        RejectionReason.Revoked => "The access token was revoked.",
        RejectionReason.Replaced => "The access token was replaced by rotation.",
        RejectionReason.AddressNotAllowed => "The access token may not be used from this address.",
        RejectionReason.OwnerInactive => "The owner of the access token is no longer active.",
        RejectionReason.KeyNotProven => "The access token is bound to a key. Send it with the scheme DPoP, and a DPoP proof of the key (RFC 9449).",
        RejectionReason.Unavailable => "The token cannot be checked at the moment. Try again shortly.",
        _ => "The access token is invalid.",
    };

    public static string OverLimit(int limit) => $"The access token has used up its limit of {limit} requests per hour.";

    public static string LacksScope(IReadOnlyList<string> scopes) => $"The access token lacks a scope. This request needs: {string.Join(' ', scopes)}";

    /// <summary>Why a call that was accepted has no result.</summary>
    public static string CallEnded(string reason) => $"The call was ended because its access token is no longer valid: {reason}";
}
