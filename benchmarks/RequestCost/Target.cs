using System.Globalization;

namespace RequestCost;

/// <summary>One variant compared to another, round by round, and what is aimed at.</summary>
internal sealed record Target(Shape Shape, Endpoint Endpoint, string Name, string Variant, string To, double? AtLeast = null, double? AtMost = null)
{
    public const string Throughput = "throughput";
    public const string ServerTime = "server time";
    public const string P99 = "p99";
    public const string MoreBytes = "more bytes";
    public const string Pause = "pause";
    public const string Grown = "grown MB";

    /// <summary>Whether servers are compared that have just started.</summary>
    public bool IsCold { get; init; }

    /// <summary>Whether long turns are compared, where there are any.</summary>
    public bool IsOfLongTurns => Name is P99 or Pause or Grown;

    /// <summary>One figure for each round: those of a round were measured within the same minute.</summary>
    public IReadOnlyList<double> Compare(IReadOnlyDictionary<(string Variant, Endpoint Endpoint), List<Turn>> turns) =>
        [.. turns[(Variant, Endpoint)].Zip(turns[(To, Endpoint)], (turn, to) => Name switch
        {
            Throughput => turn.RequestsPerSecond / to.RequestsPerSecond,
            ServerTime => turn.ServerMicroseconds / to.ServerMicroseconds,
            P99 => turn.P99 / to.P99,
            Pause => turn.PauseMicroseconds / to.PauseMicroseconds,
            Grown => turn.GrownMegabytes - to.GrownMegabytes,
            _ => turn.Bytes - to.Bytes,
        })];

    public bool IsMet(double figure) => !(figure < AtLeast) && !(figure > AtMost);

    public string Verdict(double figure) =>
        AtLeast is { } least ? $"{Met(figure)} at least {Format(least)}"
        : AtMost is { } most ? $"{Met(figure)} at most {Format(most)}"
        : "";

    public string Format(double figure) => figure.ToString(Name == MoreBytes ? "F0" : "F3", CultureInfo.InvariantCulture);

    private string Met(double figure) => IsMet(figure) ? "met:" : "MISSED:";
}
