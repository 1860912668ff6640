using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>What a server's settings allow its tokens to have.</summary>
/// <param name="Catalog">The scopes that can be granted.</param>
/// <param name="Audiences">The audiences that tokens can be issued for.</param>
internal sealed record TokenTerms(ScopeCatalog Catalog, IEnumerable<string> Audiences);
