using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The scopes that are granted to a token. A change replaces all of them.</summary>
internal sealed class ScopesField() : ChangeableTokenField(Key, "an array of strings")
{
    public const string Key = "scopes";

    private const int Maximum = 100;

    public static string[] Of(IReadOnlyList<string?> scopes) => [.. scopes.OfType<string>().Distinct(StringComparer.Ordinal)];

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) => Check(request.Scopes, terms.Catalog);

    public override IEnumerable<string> Check(ApiToken token, ApiTokenUpdate change, TokenTerms terms) =>
        change.Scopes is null ? [] : Check(change.Scopes, terms.Catalog);

    public override ApiToken Apply(ApiToken token, ApiTokenUpdate change) => change.Scopes is null ? token : token with { Scopes = Of(change.Scopes) };

    // A scope that waited can be granted by a change: the approval may no longer be needed, or the change is made by whoever approves.
    public override bool Widens(ApiToken before, ApiToken after) =>
        after.WantedScopes().Except(before.WantedScopes(), StringComparer.Ordinal).Any() || after.Scopes.Except(before.Scopes, StringComparer.Ordinal).Any();

    private static IEnumerable<string> Check(IReadOnlyList<string?>? scopes, ScopeCatalog catalog)
    {
        if (scopes is null or [])
        {
            yield return $"Choose at least one scope: {GrantableNames(catalog)}.";
            yield break;
        }

        if (scopes.Count > Maximum)
        {
            yield return $"There are {scopes.Count} scopes; at most {Maximum} are allowed.";
            yield break;
        }

        foreach (var scope in scopes.Distinct(StringComparer.Ordinal).Where(scope => scope is null || !catalog.IsGrantable(scope)))
        {
            yield return scope switch
            {
                McpScopes.Admin => "The scope 'mcp:admin' cannot be granted here; only an administrator grants it.",
                { } name when catalog.Contains(name) => $"The scope '{name}' cannot be requested; other scopes imply it. Choose from: {GrantableNames(catalog)}.",
                _ => $"The scope '{ScopeToken.Escape(scope)}' is unknown. Choose from: {GrantableNames(catalog)}.",
            };
        }
    }

    private static string GrantableNames(ScopeCatalog catalog) => string.Join(", ", catalog.Grantable.Select(scope => scope.Name));
}
