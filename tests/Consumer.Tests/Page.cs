using System.Text.RegularExpressions;

namespace Consumer.Tests;

/// <summary>A page of the documentation.</summary>
public static partial class Page
{
    public static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    /// <summary>The one block of C# in a page that contains a text.</summary>
    public static string Block(string page, string containing) =>
        Fence().Matches(Text(page)).Select(match => match.Groups[1].Value).Single(block => block.Contains(containing, StringComparison.Ordinal));

    /// <summary>The packages that the first block with such a command adds: what follows <c>dotnet add package</c>.</summary>
    public static IReadOnlyList<string[]> Packages(string page) =>
        [.. Commands().Match(Text(page)).Groups[1].Captures.Select(capture => capture.Value.Replace("\"", "", StringComparison.Ordinal).Split(' '))];

    [GeneratedRegex(@"(?:^dotnet add package (.+)\n)+", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
