using Load;
using RequestCost.Variants;

namespace RequestCost;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    /// <summary>How long each variant is warmed up, in seconds. A server on one core compiles in what time the requests leave it.</summary>
    public int Warmup { get; init; } = 45;

    /// <summary>How many rounds there are in each start; in each, every variant has its turn.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How often all servers are started anew.</summary>
    public int Starts { get; init; } = 4;

    /// <summary>The conditions.</summary>
    public Shape Shape { get; init; } = Shape.Users;

    /// <summary>How long each variant is measured at each endpoint in a round, in seconds.</summary>
    public int Seconds { get; init; } = Shape.Users.Seconds;

    /// <summary>Which variants are compared.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [Variant.None, Variant.Jwt, Variant.Ours];

    /// <summary>What the clients ask for.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; init; } = Shape.Users.Endpoints;

    /// <summary>Whether the program fails when a target is missed.</summary>
    public bool Check { get; init; }

    /// <summary>Whether the pipelines are compared in one process, without a network.</summary>
    public bool Pipeline { get; init; }

    public static Options Parse(IEnumerable<string> arguments) => CommandLine.Read(arguments, new Options(), new Dictionary<string, Func<Options, CommandLine, Options>>
    {
        ["--warmup"] = (options, line) => options with { Warmup = line.Number(0) },
        ["--rounds"] = (options, line) => options with { Rounds = line.Number() },
        ["--starts"] = (options, line) => options with { Starts = line.Number() },
        ["--seconds"] = (options, line) => options with { Seconds = line.Number() },
        ["--shape"] = (options, line) => In(options, line.Names(Shape.All.Select(shape => shape.Name))),
        ["--variants"] = (options, line) => options with { Variants = line.Names(Variant.All.Keys) },
        ["--endpoints"] = (options, line) => options with { Endpoints = [.. line.Names(Endpoint.All.Select(endpoint => endpoint.Name)).Select(Endpoint.Of)] },
        ["--tokens"] = (options, line) => options with { Shape = options.Shape with { Tokens = line.Number() } },
        ["--short"] = (options, _) => options with { Shape = options.Shape with { Cold = TimeSpan.Zero, LongTurn = TimeSpan.Zero } },
        ["--pipeline"] = (options, _) => options with { Pipeline = true },
        ["--check"] = (options, _) => options with { Check = true },
    });

    // What the command line says before its --shape is replaced by what the shape says.
    private static Options In(Options options, string[] names)
    {
        var shape = Shape.All.First(shape => shape.Name == names[0]);
        return options with { Shape = shape, Seconds = shape.Seconds, Endpoints = shape.Endpoints };
    }
}
