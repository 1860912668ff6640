using System.Text;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The metadata that is kept with a token. A change is merged into it (RFC 7396), and the result is checked.</summary>
internal sealed class MetadataField() : ChangeableTokenField("metadata", "an object whose values are strings")
{
    private const int MaximumKeyLength = 100;

    public static Dictionary<string, string> Of(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal) ?? [];

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) => Check(Of(request.Metadata));

    public override IEnumerable<string> Check(ApiToken token, ApiTokenUpdate change, TokenTerms terms) => Check(Merge(token, change));

    public override ApiToken Apply(ApiToken token, ApiTokenUpdate change) => token with { Metadata = Merge(token, change) };

    public override ApiTokenUpdate Reset(ApiToken token, ApiTokenUpdate change) =>
        change with { Metadata = token.Metadata.ToDictionary(entry => entry.Key, _ => (string?)null) };

    private static Dictionary<string, string> Merge(ApiToken token, ApiTokenUpdate change)
    {
        var merged = Of(token.Metadata);
        foreach (var (key, value) in change.Metadata ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = value;
            }
        }

        return merged;
    }

    // A value can be null here, whatever its type says: the JSON of a request can contain one.
    private static IEnumerable<string> Check(Dictionary<string, string> metadata)
    {
        var size = metadata.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value ?? ""));
        if (size > NewApiToken.MaximumMetadataBytes)
        {
            yield return $"The keys and values have {size} bytes; at most {NewApiToken.MaximumMetadataBytes} are allowed.";
            yield break;
        }

        foreach (var (key, value) in metadata)
        {
            if (string.IsNullOrWhiteSpace(key) || key.Length > MaximumKeyLength || DisplayText.DescribeForbidden(key) is not null)
            {
                yield return $"Each key must have 1 to {MaximumKeyLength} characters, without control, text-direction or invisible characters.";
            }
            else if (value is null)
            {
                yield return $"The value of '{key}' must be a string.";
            }
            else if (DisplayText.DescribeForbidden(value) is { } forbidden)
            {
                yield return $"The value of '{key}' contains {forbidden}, which is not allowed.";
            }
        }
    }
}
