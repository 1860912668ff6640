namespace Dhafnck.McpAuth.Bearer.Credentials;

/// <summary>The token that a request presents. It is empty when the provider requires none.</summary>
/// <param name="Characters">The token, as a slice of the header.</param>
/// <param name="IsDpop">Whether it stands behind the scheme <c>DPoP</c> (RFC 9449 §7.1).</param>
internal readonly record struct PresentedToken(ReadOnlyMemory<char> Characters, bool IsDpop = false)
{
    // The default ToString of a record prints the token.
    public override string ToString() => "[token]";
}
