using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>A token just made, or why it was not.</summary>
public sealed class TokenCreation
{
    internal TokenCreation(IssuedToken issued) => Issued = issued;

    internal TokenCreation(IReadOnlyDictionary<string, string[]> errors) => Errors = errors;

    /// <summary>Whether the token was made.</summary>
    [MemberNotNullWhen(true, nameof(Issued))]
    public bool Succeeded => Issued is not null;

    /// <summary>The new token.</summary>
    /// <value><see langword="null"/> when there are <see cref="Errors"/>.</value>
    public IssuedToken? Issued { get; }

    /// <summary>What was wrong with the request, by the field's name in REST, such as <c>expires_in_days</c>.</summary>
    /// <value>Empty when the token was made.</value>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = new Dictionary<string, string[]>();
}
