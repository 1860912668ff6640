using System.Globalization;

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

    public static Options Parse(IEnumerable<string> arguments)
    {
        var options = new Options();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var name))
        {
            options = name switch
            {
                "--few" => options with { Few = Number(1000) },
                "--many" => options with { Many = Number(1000) },
                "--rounds" => options with { Rounds = Number(1) },
                "--samples" => options with { Samples = Number(10) },
                "--postgres" => options with { Postgres = rest.TryDequeue(out var value) ? value : throw new ArgumentException("--postgres needs a connection string.") },
                _ => throw new ArgumentException($"'{name}' is not known. There are --postgres, --few, --many, --rounds and --samples."),
            };

            int Number(int least) =>
                rest.TryDequeue(out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
                    ? number
                    : throw new ArgumentException($"{name} needs a number, {least} or more.");
        }

        return options;
    }
}
