namespace Dhafnck.McpAuth.Tokens;

/// <summary>The kinds of tokens that a list can be filtered by.</summary>
public enum TokenKind
{
    /// <summary>Every token.</summary>
    Any,

    /// <summary>A token that its owner created and copied.</summary>
    Token,

    /// <summary>The record of an OAuth client's connection: a token with a <see cref="ApiToken.Connection"/>.</summary>
    Connection,
}
