using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>A secret that is given as a value, or as the path of a file, the way containers are given secrets.</summary>
internal static class SecretFile
{
    private const int MaximumLength = 64 * 1024;

    /// <summary>The secret of whichever of two settings is there; both at once is a mistake.</summary>
    public static string? Choose(string? value, string valueSetting, string? path, string fileSetting) =>
        (string.IsNullOrEmpty(value), string.IsNullOrEmpty(path)) switch
        {
            (false, false) => throw Wrong($"Both {valueSetting} and {fileSetting} are set. Remove one of them."),
            (true, false) => Read(path!, fileSetting),
            (false, true) => value,
            _ => null,
        };

    public static string Read(string path, string setting)
    {
        try
        {
            if (new FileInfo(path).Length > MaximumLength)
            {
                throw Unusable(path, setting, $"it is larger than {MaximumLength / 1024} KB");
            }

            return File.ReadAllText(path).TrimEnd() is { Length: > 0 } secret
                ? secret
                : throw Unusable(path, setting, "it is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unusable(path, setting, exception.Message);
        }
    }

    private static OptionsValidationException Unusable(string path, string setting, string reason) =>
        Wrong($"{setting} names the file '{path}', which cannot be used: {reason.TrimEnd('.')}. Give it a readable file that holds the secret.");

    public static OptionsValidationException Wrong(string message) =>
        new(Options.DefaultName, typeof(McpAuthOptions), [message]);
}
