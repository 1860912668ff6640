namespace Dhafnck.McpAuth.Tokens;

/// <summary>A newly created token: its record and its token string. The string is available only here. <see cref="ToString"/> does not print it.</summary>
public sealed class IssuedToken
{
    internal IssuedToken(ApiToken token, string value)
    {
        Token = token;
        Value = value;
    }

    /// <summary>The stored record.</summary>
    public ApiToken Token { get; }

    /// <summary>The token string, for <c>Authorization: Bearer</c> (RFC 6750 §2.1). It is a secret, and the library does not keep it.</summary>
    public string Value { get; }

    /// <summary>Returns the token's identifier, which is not a secret.</summary>
    public override string ToString() => Token.Id;
}
