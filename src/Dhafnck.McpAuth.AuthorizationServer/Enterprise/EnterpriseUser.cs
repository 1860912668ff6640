namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>A user as an identity provider names them in a verified assertion (ID-JAG).</summary>
public sealed record EnterpriseUser
{
    /// <summary>The identity provider (<c>iss</c>): one of <see cref="EnterpriseOptions.Issuers"/>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The user's identifier at the provider (<c>sub</c>): the one that the provider also gives for single sign-on at this application.</summary>
    public required string Subject { get; init; }

    /// <summary>The tenant (<c>tenant</c>) of a provider with several. The subject is unique only within it.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Tenant { get; init; }

    /// <summary>The user's identifier at this application, as far as the provider knows it (<c>aud_sub</c>).</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? LocalSubject { get; init; }

    /// <summary>The user's email address (<c>email</c>). It can be given to somebody else later, so the subject is safer to know a user by.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Email { get; init; }
}
