using Dhafnck.McpAuth.Tests.Providers;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>An issuer whose tokens the server accepts, as an attacker sees it who even has its signature on whatever they like.</summary>
internal sealed class HostileTarget
{
    /// <summary>The issuer's name in a test's.</summary>
    public required string Name { get; init; }

    public required string Algorithm { get; init; }

    /// <summary>The members of a good header, as JSON.</summary>
    public required (string Name, string? Json)[] Header { get; init; }

    /// <summary>The members of good claims, as JSON.</summary>
    public required (string Name, string? Json)[] Claims { get; init; }

    /// <summary>Signs with the issuer's own key and algorithm.</summary>
    public required Func<byte[], byte[]> Sign { get; init; }

    /// <summary>Whether the token is of our own issuer, which has a record.</summary>
    public bool HasRecord { get; init; }

    /// <summary>Whether a <c>kid</c> chooses among the issuer's keys.</summary>
    public bool NamesKeys { get; init; }

    /// <summary>What an attacker could take for the secret of an HMAC, where the key is public.</summary>
    public IReadOnlyList<(string Name, byte[] Secret)> PublicSecrets { get; init; } = [];

    /// <summary>Makes the record of our own issuer fit the token, so that nothing but the rules for JWTs is left to refuse it.</summary>
    public Func<string, Task> FitRecordAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>The good header with members replaced, added, or removed by <see langword="null"/>.</summary>
    public string HeaderWith(params (string Name, string? Json)[] changes) => Json(Replace(Header, changes));

    /// <summary>The good claims with members replaced, added, or removed by <see langword="null"/>.</summary>
    public string ClaimsWith(params (string Name, string? Json)[] changes) => Json(Replace(Claims, changes));

    /// <summary>A token that is signed as a good one is.</summary>
    public string Token(string? header = null, string? claims = null, Func<byte[], byte[]>? sign = null) =>
        RawJwt.Sign(header ?? HeaderWith(), claims ?? ClaimsWith(), sign ?? Sign);

    public override string ToString() => Name;

    private static (string Name, string? Json)[] Replace((string Name, string? Json)[] members, (string Name, string? Json)[] changes) =>
    [
        .. members.Where(member => changes.All(change => change.Name != member.Name)),
        .. changes.Where(change => change.Json is not null),
    ];

    private static string Json((string Name, string? Json)[] members) =>
        "{" + string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Json}")) + "}";
}
