using Load;

namespace Outage;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    /// <summary>How many tokens the clients present.</summary>
    public int Tokens { get; init; } = 500;

    /// <summary>How many clients there are, each with a connection of its own and a part of the tokens.</summary>
    public int Clients { get; init; } = 32;

    /// <summary>How long serving and refusing are warmed up, in seconds each.</summary>
    public int Warmup { get; init; } = 15;

    /// <summary>How many rounds there are; in each, the server serves and then refuses.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>For how long each time, in seconds.</summary>
    public int Seconds { get; init; } = 5;

    /// <summary>Whether the database does not answer in an outage, instead of refusing at once.</summary>
    public bool Hangs { get; init; }

    /// <summary>Whether the program fails when the target is missed.</summary>
    public bool Check { get; init; }

    public static Options Parse(IEnumerable<string> arguments) => CommandLine.Read(arguments, new Options(), new Dictionary<string, Func<Options, CommandLine, Options>>
    {
        ["--tokens"] = (options, line) => options with { Tokens = line.Number() },
        ["--clients"] = (options, line) => options with { Clients = line.Number() },
        ["--warmup"] = (options, line) => options with { Warmup = line.Number() },
        ["--rounds"] = (options, line) => options with { Rounds = line.Number() },
        ["--seconds"] = (options, line) => options with { Seconds = line.Number() },
        ["--hang"] = (options, _) => options with { Hangs = true },
        ["--check"] = (options, _) => options with { Check = true },
    });
}
