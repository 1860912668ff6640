using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>Reads secrets that are configured as a value, or as the path of a file, as is usual in containers.</summary>
internal static class SecretFile
{
    private const int MaximumLength = 64 * 1024;

    /// <summary>Reads the secret from whichever of two settings is set; setting both is an error.</summary>
    public static string? Choose(string? value, string valueSetting, string? path, string fileSetting) =>
        (string.IsNullOrEmpty(value), string.IsNullOrEmpty(path)) switch
        {
            (false, false) => throw Wrong($"Both {valueSetting} and {fileSetting} are set. Remove one of them."),
            (true, false) => Read(path!, fileSetting),
            (false, true) => value,
            _ => null,
        };

    /// <summary>Reads secrets from whichever of two settings is set. Commas separate them in a value, and <paramref name="fileSeparators"/> in a file.</summary>
    public static string[]? ChooseList(string? value, string valueSetting, string? path, string fileSetting, params char[] fileSeparators) =>
        Choose(value, valueSetting, path, fileSetting) is not { } text ? null
        : string.IsNullOrEmpty(path) ? SplitList(text, valueSetting)
        : Items(text, fileSeparators, fileSetting);

    /// <summary>Reads the secrets of a file, separated by the given characters.</summary>
    public static string[] ReadList(string path, string setting, params char[] separators) => Items(Read(path, setting), separators, setting);

    /// <summary>Splits a text into secrets, which are separated by commas only.</summary>
    public static string[] SplitList(string text, string setting) => Items(text, [','], setting);

    /// <summary>Removes surrounding white space, such as a copied line break, which is never part of a secret.</summary>
    public static string? Trim(string? secret, string setting) =>
        string.IsNullOrEmpty(secret) ? secret
        : secret.Trim() is { Length: > 0 } trimmed ? trimmed
        : throw Empty(setting);

    /// <summary>Removes surrounding white space from each secret.</summary>
    public static void TrimEach(IList<string> secrets, string setting)
    {
        for (var index = 0; index < secrets.Count; index++)
        {
            secrets[index] = Trim(secrets[index], setting)!;
        }
    }

    public static string Read(string path, string setting)
    {
        try
        {
            if (new FileInfo(path).Length > MaximumLength)
            {
                throw Unusable(path, setting, $"it is larger than {MaximumLength / 1024} KB");
            }

            return File.ReadAllText(path).Trim() is { Length: > 0 } secret
                ? secret
                : throw Unusable(path, setting, "it is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unusable(path, setting, exception.Message);
        }
    }

    private static string[] Items(string text, char[] separators, string setting) =>
        text.Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } items
            ? items
            : throw Empty(setting);

    /// <summary>Creates the error for an empty setting: an unset variable of a template must not select the permissive value.</summary>
    public static OptionsValidationException Empty(string setting) =>
        Wrong($"{setting} is set but empty. Set a value or remove the setting.");

    private static OptionsValidationException Unusable(string path, string setting, string reason) =>
        Wrong($"{setting} names the file '{path}', which cannot be used: {reason.TrimEnd('.')}. Set it to a readable file that contains the secret.");

    public static OptionsValidationException Wrong(string message) =>
        new(Options.DefaultName, typeof(McpAuthOptions), [message]);
}
