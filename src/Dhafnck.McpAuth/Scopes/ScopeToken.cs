namespace Dhafnck.McpAuth.Scopes;

/// <summary>The syntax of one scope: scope-token, RFC 6749 §3.3.</summary>
internal static class ScopeToken
{
    public const int MaximumLength = 100;

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaximumLength } && name.All(c => c is >= '!' and <= '~' and not '"' and not '\\');

    /// <summary>Escapes a name of unknown origin for use in a message.</summary>
    public static string Escape(string? name) =>
        string.Concat((name ?? "").Take(MaximumLength).Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:x4}"));

    /// <summary>Splits a list of scopes that are separated by commas or spaces.</summary>
    public static string[] Split(string list) =>
        list.Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
