using System.Globalization;

namespace Load;

/// <summary>Reads what the command line of a benchmark says: names that start with <c>--</c>, and the values after them.</summary>
public sealed class CommandLine
{
    private readonly Queue<string> _rest;
    private string _name = "";

    private CommandLine(IEnumerable<string> arguments) => _rest = new(arguments);

    /// <summary>Applies each argument to the options, in the order of the command line.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">The options with their defaults.</param>
    /// <param name="known">What each name changes. It reads the values that the name needs.</param>
    /// <exception cref="ArgumentException">A name is not known, or its value is not what it needs.</exception>
    public static T Read<T>(IEnumerable<string> arguments, T options, IReadOnlyDictionary<string, Func<T, CommandLine, T>> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var line = new CommandLine(arguments);
        while (line._rest.TryDequeue(out var name))
        {
            line._name = name;
            options = known.TryGetValue(name, out var apply)
                ? apply(options, line)
                : throw new ArgumentException($"'{name}' is not known. There are {string.Join(", ", known.Keys)}.");
        }

        return options;
    }

    /// <summary>Reads a whole number.</summary>
    public int Number(int least = 1) =>
        int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new ArgumentException($"{_name} needs a number, {least} or more.");

    /// <summary>Reads some of the known names, with commas between.</summary>
    public string[] Names(IEnumerable<string> known) =>
        Value()?.Split(',') is { } names && names.All(known.Contains)
            ? names
            : throw new ArgumentException($"{_name} needs names with commas between, of: {string.Join(", ", known)}.");

    /// <summary>Reads a text.</summary>
    /// <param name="what">What the text is, for the message when it is missing.</param>
    public string Text(string what) => Value() ?? throw new ArgumentException($"{_name} needs {what}.");

    private string? Value() => _rest.TryDequeue(out var value) ? value : null;
}
