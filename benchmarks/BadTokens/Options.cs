using System.Globalization;

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

    public static Options Parse(IEnumerable<string> arguments)
    {
        var options = new Options();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var name))
        {
            options = name switch
            {
                "--count" => options with { Count = Number() },
                "--warmup" => options with { Warmup = Number() },
                "--rounds" => options with { Rounds = Number() },
                "--seconds" => options with { Seconds = Number() },
                "--clients" => options with { Clients = Number() },
                _ => throw new ArgumentException($"'{name}' is not known. There are --count, --warmup, --rounds, --seconds and --clients."),
            };

            int Number() =>
                rest.TryDequeue(out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                    ? number
                    : throw new ArgumentException($"{name} needs a number.");
        }

        return options;
    }
}
