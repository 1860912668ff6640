namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>The answer to a lookup: a record, none, or that the store or the owner policy did not answer.</summary>
internal readonly record struct FoundRecord(KnownRecord? Record, bool IsUnavailable)
{
    public static readonly FoundRecord Unavailable = new(null, true);
}
