namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>The names that a token carries, such as issuers and audiences: visible ASCII characters.</summary>
internal static class VisibleAscii
{
    /// <summary>The accepted form, for error messages.</summary>
    public const string Form = "1 to 200 visible ASCII characters";

    private const int MaximumLength = 200;

    public static bool Is(string? text) => text is { Length: > 0 and <= MaximumLength } && text.All(c => c is > ' ' and <= '~');
}
