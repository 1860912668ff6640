using Load;

namespace BadTokens;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    /// <summary>How many bad tokens are presented, each another one.</summary>
    public int Count { get; init; } = 1_000_000;

    /// <summary>How long the server is warmed up, in seconds.</summary>
    public int Warmup { get; init; } = 30;

    /// <summary>How often, before and after, the good requests are counted.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>For how long each time, in seconds.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>How many clients there are, each with a connection of its own.</summary>
    public int Clients { get; init; } = 8;

    public static Options Parse(IEnumerable<string> arguments) => CommandLine.Read(arguments, new Options(), new Dictionary<string, Func<Options, CommandLine, Options>>
    {
        ["--count"] = (options, line) => options with { Count = line.Number() },
        ["--warmup"] = (options, line) => options with { Warmup = line.Number() },
        ["--rounds"] = (options, line) => options with { Rounds = line.Number() },
        ["--seconds"] = (options, line) => options with { Seconds = line.Number() },
        ["--clients"] = (options, line) => options with { Clients = line.Number() },
    });
}
