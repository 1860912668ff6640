namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>The answer of an issuer about a token. Details are for the log, and contain nothing from the token.</summary>
internal sealed record RemoteAnswer
{
    private RemoteAnswer()
    {
    }

    /// <summary>The access token, if the issuer knows it and it is meant for this server.</summary>
    public AccessToken? Token { get; private init; }

    /// <summary>Why the token is refused, or why there is no answer.</summary>
    public string Detail { get; private init; } = "";

    /// <summary>Whether the issuer gave no answer that can be relied on.</summary>
    public bool IsUnavailable { get; private init; }

    public static RemoteAnswer Active(AccessToken token) => new() { Token = token };

    public static RemoteAnswer Refused(string detail) => new() { Detail = detail };

    public static RemoteAnswer Unavailable(string detail) => new() { Detail = detail, IsUnavailable = true };
}
