using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dhafnck.McpAuth.CommandLine.Output;

/// <summary>Writes results to one stream and everything else to the other.</summary>
internal sealed class CommandOutput(TextWriter standardOutput, TextWriter standardError)
{
    public TextWriter Out => standardOutput;

    public TextWriter Err => standardError;

    /// <summary>Writes a line of a result.</summary>
    public void Line(string text) => standardOutput.WriteLine(Printable(text));

    /// <summary>Writes a result as JSON.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => standardOutput.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a remark that is not part of the result.</summary>
    public void Remark(string text) => standardError.WriteLine(Printable(text));

    /// <summary>Writes an error message.</summary>
    public void Error(string text) => standardError.WriteLine(Printable(text));

    /// <summary>Writes rows in columns.</summary>
    public void Table(string[] header, IReadOnlyList<string[]> rows)
    {
        string[][] all = [header, .. rows];
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            Line(string.Join("  ", row.Select((text, column) => column == row.Length - 1 ? text : text.PadRight(widths[column]))));
        }
    }

    /// <summary>Returns a time as people read it, in UTC.</summary>
    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "-";

    // A control sequence in a text of somebody else must not reach the terminal.
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
