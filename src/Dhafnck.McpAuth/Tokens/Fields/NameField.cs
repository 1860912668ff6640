namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The name of a token, which people read in lists and logs.</summary>
internal sealed class NameField() : ChangeableTokenField("name", "a string")
{
    private const int MaximumLength = 100;
    private const int MaximumCodeUnits = 12;

    public static string Of(string name) => name.Trim();

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) => Check(request.Name);

    public override IEnumerable<string> Check(ApiToken token, ApiTokenUpdate change, TokenTerms terms) => change.Name is null ? [] : Check(change.Name);

    public override ApiToken Apply(ApiToken token, ApiTokenUpdate change) => change.Name is null ? token : token with { Name = Of(change.Name) };

    private static IEnumerable<string> Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || !DisplayText.IsVisible(name))
        {
            yield return $"Give the token a name of 1 to {MaximumLength} characters.";
        }
        else if (DisplayText.CountCharacters(name) > MaximumLength)
        {
            yield return $"The name has {DisplayText.CountCharacters(name)} characters; at most {MaximumLength} are allowed.";
        }
        else if (name.Length > MaximumLength * MaximumCodeUnits)
        {
            yield return $"The name has {name.Length} UTF-16 code units; at most {MaximumLength * MaximumCodeUnits} are allowed.";
        }
        else if (DisplayText.DescribeForbidden(name) is { } forbidden)
        {
            yield return $"The name contains {forbidden}, which is not allowed.";
        }
    }
}
