using System.Globalization;
using Load;

namespace StoreReads;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    /// <summary>How many instances the fleets have.</summary>
    public IReadOnlyList<int> Instances { get; init; } = [1, 8, 50];

    /// <summary>How many tokens are used.</summary>
    public int Tokens { get; init; } = 100;

    /// <summary>How often each token is called, in milliseconds. Of 50 instances, each sees a token every 40 seconds.</summary>
    public int Interval { get; init; } = 800;

    /// <summary>How long calls are made before queries count, in seconds: longer than it takes until every instance knows every token.</summary>
    public int Warmup { get; init; } = 90;

    /// <summary>How long queries are counted, in seconds.</summary>
    public int Seconds { get; init; } = 120;

    public static Options Parse(IEnumerable<string> arguments) => CommandLine.Read(arguments, new Options(), new Dictionary<string, Func<Options, CommandLine, Options>>
    {
        ["--instances"] = (options, line) => options with { Instances = [.. line.Text("numbers with commas between").Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))] },
        ["--tokens"] = (options, line) => options with { Tokens = line.Number() },
        ["--interval"] = (options, line) => options with { Interval = line.Number(10) },
        ["--warmup"] = (options, line) => options with { Warmup = line.Number() },
        ["--seconds"] = (options, line) => options with { Seconds = line.Number() },
    });
}
