using System.Globalization;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>
/// The settings that are durations. <see cref="TimeSpan.Parse(string)"/>, with which the configuration is bound, takes
/// <c>24</c> and <c>24:00:00</c> for 24 days; here a duration says its days, or has none.
/// </summary>
internal static class DurationSettings
{
    private static readonly string[] Forms = [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss", @"d\.hh\:mm\:ss\.FFFFFFF"];

    /// <summary>Stops where a duration can be read in two ways.</summary>
    public static void Check(IReadOnlyDictionary<string, string?> settings)
    {
        foreach (var key in Keys())
        {
            if (settings.TryGetValue(key, out var text)
                && text is { Length: > 0 }
                && !TimeSpan.TryParseExact(text, Forms, CultureInfo.InvariantCulture, TimeSpanStyles.None, out _))
            {
                throw SecretFile.Wrong($"{McpAuthOptions.SectionName}:{key} is '{ScopeToken.Escape(text)}', which is no duration. Write it as [d.]hh:mm:ss, such as 00:00:05 for 5 seconds or 1.00:00:00 for a day.");
            }
        }
    }

    private static IEnumerable<string> Keys() =>
        from room in typeof(McpAuthOptions).GetProperties()
        from setting in room.PropertyType.GetProperties()
        where setting.PropertyType == typeof(TimeSpan) || setting.PropertyType == typeof(TimeSpan?)
        select $"{room.Name}:{setting.Name}";
}
