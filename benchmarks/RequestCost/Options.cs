using System.Globalization;
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

    public static Options Parse(IEnumerable<string> arguments)
    {
        var options = new Options();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var name))
        {
            options = name switch
            {
                "--check" => options with { Check = true },
                "--pipeline" => options with { Pipeline = true },
                "--warmup" => options with { Warmup = Number(0) },
                "--rounds" => options with { Rounds = Number(1) },
                "--starts" => options with { Starts = Number(1) },
                "--seconds" => options with { Seconds = Number(1) },
                "--shape" => In(options, Names(Shape.All.Select(shape => shape.Name))),
                "--variants" => options with { Variants = Names(Variant.All.Keys) },
                "--endpoints" => options with { Endpoints = [.. Names(Endpoint.All.Select(endpoint => endpoint.Name)).Select(Endpoint.Of)] },
                _ => throw new ArgumentException($"'{name}' is not known. There are --warmup, --rounds, --starts, --seconds, --shape, --variants, --endpoints, --pipeline and --check."),
            };

            int Number(int least) =>
                rest.TryDequeue(out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
                    ? number
                    : throw new ArgumentException($"{name} needs a number, {least} or more.");

            string[] Names(IEnumerable<string> known) =>
                rest.TryDequeue(out var value) && value.Split(',') is { } names && names.All(known.Contains)
                    ? names
                    : throw new ArgumentException($"{name} needs names with commas between, of: {string.Join(", ", known)}.");
        }

        return options;
    }

    // What the command line says before its --shape is replaced by what the shape says.
    private static Options In(Options options, string[] names)
    {
        var shape = Shape.All.First(shape => shape.Name == names[0]);
        return options with { Shape = shape, Seconds = shape.Seconds, Endpoints = shape.Endpoints };
    }
}
