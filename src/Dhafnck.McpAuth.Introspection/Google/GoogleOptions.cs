namespace Dhafnck.McpAuth.Introspection;

/// <summary>
/// Options for access tokens of Google. A token is accepted if Google says that it was made for one of
/// <see cref="Dhafnck.McpAuth.Tokens.ExternalIssuerOptions.Audiences"/>, the client IDs of the application. Google's scopes grant only
/// what <see cref="Dhafnck.McpAuth.Tokens.ExternalIssuerOptions.ScopeMappings"/> maps them to.
/// </summary>
public sealed class GoogleOptions : RemoteTokenOptions
{
    /// <summary>The endpoint that describes a token.</summary>
    /// <value>An <c>https</c> URL, or an <c>http</c> URL of this machine. The default is <c>https://oauth2.googleapis.com/tokeninfo</c>.</value>
    public string TokenInfoUrl { get; set; } = "https://oauth2.googleapis.com/tokeninfo";
}
