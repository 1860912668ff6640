namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Applies a merge patch (RFC 7396) to a token's metadata.</summary>
internal static class MetadataMerge
{
    public static Dictionary<string, string?> Apply(IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, string?>? changes)
    {
        var merged = metadata.ToDictionary(entry => entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal);
        foreach (var (key, value) in changes ?? new Dictionary<string, string?>())
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
}
