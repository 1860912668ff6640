using Load;

namespace ManyTokens;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    /// <summary>How many tokens the small store has, beside those that are measured.</summary>
    public int Few { get; init; } = 1000;

    /// <summary>How many tokens the big store has.</summary>
    public int Many { get; init; } = 1_000_000;

    /// <summary>How many rounds there are; in each, every operation is done at both stores.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How often an operation is done in a round.</summary>
    public int Samples { get; init; } = 100;

    /// <summary>How to connect to PostgreSQL, as one who may make databases.</summary>
    public string? Postgres { get; init; }

    /// <summary>How many tokens are authenticated, and then revoked: those of the rounds, and of one before them.</summary>
    public int MeasuredTokens => (Rounds + 1) * Samples;

    public static Options Parse(IEnumerable<string> arguments) => CommandLine.Read(arguments, new Options(), new Dictionary<string, Func<Options, CommandLine, Options>>
    {
        ["--postgres"] = (options, line) => options with { Postgres = line.Text("a connection string") },
        ["--few"] = (options, line) => options with { Few = line.Number(1000) },
        ["--many"] = (options, line) => options with { Many = line.Number(1000) },
        ["--rounds"] = (options, line) => options with { Rounds = line.Number() },
        ["--samples"] = (options, line) => options with { Samples = line.Number(10) },
    });
}
