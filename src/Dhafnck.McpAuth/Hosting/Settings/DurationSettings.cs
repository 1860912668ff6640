using System.Globalization;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>
/// Checks the settings that are durations. Configuration binding uses <see cref="TimeSpan.Parse(string)"/>, which reads both
/// <c>24</c> and <c>24:00:00</c> as 24 days. Here days must be written explicitly.
/// </summary>
internal static class DurationSettings
{
    private static readonly string[] Keys =
    [
        "Cache:PollInterval", "Cache:RecordLifetime", "Cache:StalenessBound",
        "Dpop:NonceLifetime", "Dpop:ProofLifetime",
        "Tokens:AuditRetention", "Tokens:ExpireUnusedAfter", "Tokens:IdempotencyKeyLifetime", "Tokens:PruneAfter",
    ];
    private static readonly string[] Forms = [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss", @"d\.hh\:mm\:ss\.FFFFFFF"];

    /// <summary>Throws when a duration is ambiguous.</summary>
    public static void Check(IReadOnlyDictionary<string, string?> settings)
    {
        foreach (var key in Keys)
        {
            if (settings.TryGetValue(key, out var text)
                && text is { Length: > 0 }
                && !TimeSpan.TryParseExact(text, Forms, CultureInfo.InvariantCulture, TimeSpanStyles.None, out _))
            {
                throw SecretFile.Wrong(
                    $"{McpAuthOptions.SectionName}:{key} is '{ScopeToken.Escape(text)}', which is not a valid duration. "
                    + "Write it as [d.]hh:mm:ss, such as 00:00:05 for 5 seconds or 1.00:00:00 for a day.");
            }
        }
    }
}
