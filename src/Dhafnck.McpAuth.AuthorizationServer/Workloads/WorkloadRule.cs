namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>Which workloads of an issuer get tokens, on whose behalf, and for what.</summary>
public sealed class WorkloadRule
{
    /// <summary>The name of the tokens, which their owner sees on the token page.</summary>
    /// <value>1 to 100 visible characters. Required.</value>
    public string Name { get; set; } = "";

    /// <summary>
    /// The pattern of the subject (<c>sub</c>) of the identity tokens, such as <c>repo:acme/tasks:ref:refs/heads/main</c> or
    /// <c>system:serviceaccount:ci:*</c>. It has to match the whole subject, and is case-sensitive. A <c>*</c> stands for any
    /// characters except a colon.
    /// </summary>
    /// <value>1 to 255 characters that do not start with <c>*</c>. Required.</value>
    public string Subject { get; set; } = "";

    /// <summary>Other claims that an identity token must have, with their exact values, such as <c>repository_owner_id</c>.</summary>
    /// <value>The default is empty.</value>
    public IDictionary<string, string> Claims { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The owner of the tokens: the identifier of a user, or one that the application has for the machine. The tokens are among the
    /// owner's own, who can see and revoke them, and the owner policy is asked about each.
    /// </summary>
    /// <value>1 to 200 characters. Required.</value>
    public string OwnerId { get; set; } = "";

    /// <summary>The scopes that the workload gets, unless it asks for fewer. The rule is also the approval of those that need one.</summary>
    /// <value>At least one scope that a user can grant, without <c>tokens:rotate</c>. Never <c>mcp:admin</c>.</value>
    public IList<string> Scopes { get; } = [];

    /// <summary>The IP addresses and networks that the tokens may be used from, as for <see cref="Tokens.NewApiToken.AllowedAddresses"/>.</summary>
    /// <value>The default is empty: any address.</value>
    public IList<string> AllowedAddresses { get; } = [];

    /// <summary>The rate limit of each token, in requests per hour.</summary>
    /// <value>1 to 1,000,000. The default is 1,000.</value>
    public int RateLimit { get; set; } = 1000;
}
