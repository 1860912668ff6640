namespace Dhafnck.McpAuth.Introspection;

/// <summary>
/// Options for the user tokens of a GitHub OAuth app or GitHub App. A token is accepted if GitHub says that it was made for this
/// app. Its subject is the number of the user, which stays the same when the user is renamed. GitHub's scopes grant only what
/// <see cref="Dhafnck.McpAuth.Tokens.ExternalIssuerOptions.ScopeMappings"/> maps them to.
/// </summary>
public sealed class GitHubOptions : RemoteTokenOptions
{
    /// <summary>The address of the REST API.</summary>
    /// <value>An <c>https</c> URL, or an <c>http</c> URL of this machine. The default is <c>https://api.github.com</c>; for GitHub Enterprise Server <c>https://HOST/api/v3</c>.</value>
    public string ApiUrl { get; set; } = "https://api.github.com";

    /// <summary>The client ID of the app.</summary>
    /// <value>Required.</value>
    public string ClientId { get; set; } = "";

    /// <summary>The client secret of the app, with which GitHub is asked about tokens.</summary>
    /// <value>Required.</value>
    public string ClientSecret { get; set; } = "";
}
