namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// Another system whose tokens are accepted beside the stored ones: signed by it with a key that it shares, and
/// without a record here, so that they end only when they expire. Their scope <c>mcp:admin</c> and
/// <c>tokens:rotate</c> count for nothing.
/// </summary>
public sealed class TrustedIssuer
{
    /// <summary>Who issues the tokens: their <c>iss</c>, by which they are told from others before any key is tried.</summary>
    /// <value>1 to 200 visible ASCII characters, other than <see cref="JwtOptions.Issuer"/>. Required.</value>
    public string Issuer { get; set; } = "";

    /// <summary>The key that the system signs with (HS256); its UTF-8 bytes are used.</summary>
    /// <value>At least 32 bytes, and not <see cref="JwtOptions.SecretKey"/>. Required, here or as <see cref="SecretKeyFile"/>.</value>
    public string? SecretKey { get; set; }

    /// <summary>The path of a file that holds <see cref="SecretKey"/>, white space at its end ignored.</summary>
    /// <value>The default is <see langword="null"/>. Give this or <see cref="SecretKey"/>, not both.</value>
    public string? SecretKeyFile { get; set; }

    /// <summary>For whom the tokens are accepted: one of their <c>aud</c> has to be one of these.</summary>
    /// <value>At least one.</value>
    public IList<string> Audiences { get; } = [];
}
