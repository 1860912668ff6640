using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>What a server's settings allow its tokens to have.</summary>
/// <param name="Catalog">The scopes that can be granted.</param>
/// <param name="Audiences">The audiences that tokens can be issued for.</param>
/// <param name="Rules">The organization's rules.</param>
internal sealed record TokenTerms(ScopeCatalog Catalog, IEnumerable<string> Audiences, ApiTokenOptions Rules)
{
    /// <summary>The longest lifetime of a token string, in days.</summary>
    public int MaximumDays { get; init; } = Rules.MaximumDays;

    /// <summary>The scopes that an administrator has to approve.</summary>
    public IEnumerable<string> ApprovalScopes { get; init; } = Rules.ApprovalScopes;

    /// <summary>Returns the terms for an actor. Whoever runs the server approves scopes by granting them.</summary>
    public TokenTerms For(TokenActor by) =>
        by.Kind is TokenActorKind.Administrator or TokenActorKind.Command or TokenActorKind.Application ? this with { ApprovalScopes = [] } : this;
}
