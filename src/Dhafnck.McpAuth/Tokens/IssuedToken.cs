namespace Dhafnck.McpAuth.Tokens;

/// <summary>A token just made: its record, and its token string for the only time. <see cref="ToString"/> does not print the string.</summary>
public sealed class IssuedToken
{
    internal IssuedToken(ApiToken token, string value)
    {
        Token = token;
        Value = value;
    }

    /// <summary>The record, as it was stored.</summary>
    public ApiToken Token { get; }

    /// <summary>The token string, a secret: what goes behind <c>Authorization: Bearer</c>. It is kept nowhere.</summary>
    public string Value { get; }

    /// <summary>The identifier of the token, which is no secret.</summary>
    public override string ToString() => Token.Id;
}
