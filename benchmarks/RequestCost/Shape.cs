namespace RequestCost;

/// <summary>The conditions under which the variants are compared.</summary>
internal sealed record Shape
{
    /// <summary>
    /// The conditions that users have: many tokens and connections, the runtime's own collector and thread pool, and
    /// servers that are measured cold. Short turns compare the throughput, because the speed of a shared machine changes
    /// from second to second; long turns show what a server does by itself every ten seconds.
    /// </summary>
    public static readonly Shape Users = new()
    {
        Name = "users",
        Tokens = 256,
        Connections = 32,
        HasRuntimeDefaults = true,
        Cold = TimeSpan.FromSeconds(27),
        Turn = TimeSpan.FromSeconds(1),
        LeadIn = TimeSpan.FromSeconds(0.2),
        LongTurn = TimeSpan.FromSeconds(21),
        Rest = TimeSpan.FromSeconds(11),
        Seconds = 20,
        Endpoints = [Endpoint.ToolCall],
    };

    /// <summary>
    /// The conditions under which small differences show: few tokens, no threads of the collector, no trials of the thread
    /// pool, a collection before each round, and short turns.
    /// </summary>
    public static readonly Shape Laboratory = new()
    {
        Name = "laboratory",
        Tokens = 8,
        Connections = 8,
        CollectsFirst = true,
        Turn = TimeSpan.FromSeconds(0.5),
        LeadIn = TimeSpan.FromSeconds(0.1),
        Seconds = 5,
        Endpoints = Endpoint.All,
    };

    public static readonly IReadOnlyList<Shape> All = [Users, Laboratory];

    /// <summary>What the shape is called on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>How many tokens the clients present.</summary>
    public required int Tokens { get; init; }

    /// <summary>How many clients there are, each with a connection of its own and a part of the tokens.</summary>
    public required int Connections { get; init; }

    /// <summary>Whether collector and thread pool are what the runtime chooses.</summary>
    public bool HasRuntimeDefaults { get; init; }

    /// <summary>For how long a server is measured that has just started, alone; zero for not at all.</summary>
    public TimeSpan Cold { get; init; }

    /// <summary>How long a variant is measured before the next one has its turn.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>How long the load runs before a turn, which takes what it needs to forget the last one.</summary>
    public required TimeSpan LeadIn { get; init; }

    /// <summary>How long the one turn of each round is in which latencies, pauses and memory are measured; zero where the short turns measure them.</summary>
    public TimeSpan LongTurn { get; init; }

    /// <summary>How long nothing is sent after a long turn, until the server has done what it does by itself.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>How long each variant is measured at each endpoint in a round, unless the command line says otherwise.</summary>
    public required int Seconds { get; init; }

    /// <summary>Whether the servers collect their garbage before each round, so that what lives on is among the old objects.</summary>
    public bool CollectsFirst { get; init; }

    /// <summary>What is asked for, unless the command line says otherwise.</summary>
    public required IReadOnlyList<Endpoint> Endpoints { get; init; }
}
