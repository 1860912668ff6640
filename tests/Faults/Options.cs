using System.Globalization;
using Faults.Databases;

namespace Faults;

/// <summary>What the command line says.</summary>
internal sealed record Options
{
    /// <summary>How long the campaign breaks things, in all stores together. Starting and checking take about two minutes more.</summary>
    public double Minutes { get; init; } = 9;

    /// <summary>Decides which faults come when, whom they hit, and how long they last. The load is not reproducible.</summary>
    public int Seed { get; init; } = Random.Shared.Next(1, 100_000);

    /// <summary>How many processes serve.</summary>
    public int Instances { get; init; } = 4;

    /// <summary>On which stores.</summary>
    public IReadOnlyList<StoreKind> Stores { get; init; } = [StoreKind.Postgres, StoreKind.Redis, StoreKind.Sqlite];

    /// <summary>Whether to watch an outage with Prometheus, instead of the campaign.</summary>
    public bool Observe { get; init; }

    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var name))
        {
            options = name switch
            {
                "--minutes" => options with { Minutes = double.Parse(rest.Dequeue(), CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = int.Parse(rest.Dequeue(), CultureInfo.InvariantCulture) },
                "--instances" => options with { Instances = int.Parse(rest.Dequeue(), CultureInfo.InvariantCulture) },
                "--stores" => options with { Stores = [.. rest.Dequeue().Split(',').Select(store => Enum.Parse<StoreKind>(store, ignoreCase: true))] },
                "--observe" => options with { Observe = true },
                _ => throw new ArgumentException($"'{name}' is not known. There are --minutes, --seed, --instances, --stores and --observe."),
            };
        }

        return options;
    }
}
