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

    /// <summary>The secrets of whichever of two settings is there: a value has commas between them, a file what is said of it.</summary>
    public static string[]? ChooseList(string? value, string valueSetting, string? path, string fileSetting, params char[] fileSeparators) =>
        Choose(value, valueSetting, path, fileSetting) is not { } text ? null
        : string.IsNullOrEmpty(path) ? SplitList(text, valueSetting)
        : Items(text, fileSeparators, fileSetting);

    /// <summary>The secrets of a file, by the characters that separate them.</summary>
    public static string[] ReadList(string path, string setting, params char[] separators) => Items(Read(path, setting), separators, setting);

    /// <summary>The secrets of one text, which has commas between them and nothing else.</summary>
    public static string[] SplitList(string text, string setting) => Items(text, [','], setting);

    /// <summary>A secret without the white space around it, which is a line end that came along and never a part of it.</summary>
    public static string? Trim(string? secret, string setting) =>
        string.IsNullOrEmpty(secret) ? secret
        : secret.Trim() is { Length: > 0 } trimmed ? trimmed
        : throw Empty(setting);

    /// <summary>Each of some secrets without the white space around it.</summary>
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

    /// <summary>What a setting gets that asks for nothing: an unset variable of a template is no wish for the permissive value.</summary>
    public static OptionsValidationException Empty(string setting) =>
        Wrong($"{setting} is set, but has nothing in it. Give it a value or remove it.");

    private static OptionsValidationException Unusable(string path, string setting, string reason) =>
        Wrong($"{setting} names the file '{path}', which cannot be used: {reason.TrimEnd('.')}. Give it a readable file that holds the secret.");

    public static OptionsValidationException Wrong(string message) =>
        new(Options.DefaultName, typeof(McpAuthOptions), [message]);
}
