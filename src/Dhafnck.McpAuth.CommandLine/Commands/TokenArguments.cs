using System.CommandLine;
using System.Globalization;

namespace Dhafnck.McpAuth.CommandLine.Commands;

/// <summary>The arguments and options that several commands have.</summary>
internal static class TokenArguments
{
    public static Argument<string> Id() => new("id") { Description = "The token's identifier: tok_ and 32 hexadecimal digits." };

    public static Option<DateTimeOffset?> IssuedAfter() => new("--issued-after")
    {
        Description = "The time at or after which the token was created or rotated last, such as 2027-01-31T12:00:00Z.",
        CustomParser = result =>
        {
            // A time without an offset would mean another moment on another host.
            if (DateTimeOffset.TryParseExact(
                result.Tokens[0].Value,
                ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time))
            {
                return time;
            }

            result.AddError("--issued-after must be a time such as 2027-01-31T12:00:00Z (RFC 3339).");
            return null;
        },
    };

    public static void AtLeast(Option<int> option, int minimum) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < minimum)
        {
            result.AddError($"{option.Name} must be {minimum} or more.");
        }
    });
}
