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

    /// <summary>The secrets of whichever of two settings is there: a value has commas between them, a file line ends.</summary>
    public static string[]? ChooseList(string? value, string valueSetting, string? path, string fileSetting)
    {
        if (Choose(value, valueSetting, path, fileSetting) is not { } text)
        {
            return null;
        }

        return string.IsNullOrEmpty(path) ? Items(text, ',', valueSetting) : Items(text, '\n', fileSetting);
    }

    public static string[] ReadList(string path, string setting) => Items(Read(path, setting), '\n', setting);

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

    private static string[] Items(string text, char separator, string setting) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } items
            ? items
            : throw Wrong($"{setting} is set, but has nothing in it. Give it a value or remove it.");

    private static OptionsValidationException Unusable(string path, string setting, string reason) =>
        Wrong($"{setting} names the file '{path}', which cannot be used: {reason.TrimEnd('.')}. Give it a readable file that holds the secret.");

    public static OptionsValidationException Wrong(string message) =>
        new(Options.DefaultName, typeof(McpAuthOptions), [message]);
}
