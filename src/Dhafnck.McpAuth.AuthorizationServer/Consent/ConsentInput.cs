using System.Globalization;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>What the fields of the page contain.</summary>
/// <param name="Scopes">The names of the selected scopes.</param>
/// <param name="RateLimit">The text of the rate limit.</param>
/// <param name="LifetimeDays">The text of the lifetime, in days.</param>
internal sealed record ConsentInput(IReadOnlyList<string> Scopes, string RateLimit, string LifetimeDays)
{
    /// <summary>Returns what the page proposes for a request: everything that is requested, with the proposed limit and lifetime.</summary>
    public static ConsentInput Proposed(ConsentRequest request) => new(
        [.. request.Scopes.Select(scope => scope.Name)],
        request.RateLimit.ToString(CultureInfo.InvariantCulture),
        request.LifetimeDays.ToString(CultureInfo.InvariantCulture));
}
