using Dhafnck.McpAuth.Scopes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>Binds the settings of the section to the options, and names each setting that does not fit.</summary>
internal static class SectionBinding
{
    private static readonly string[] Rooms = ["Scopes", "Resource", "Dpop", "Jwt", "Tokens", "Cache", "Env", "None", "Usage", "Webhook", "Scanners", "Stdio"];

    /// <summary>Binds the settings. A misspelled setting must not leave a server open, so an unknown setting stops the start.</summary>
    public static void Bind(McpAuthOptions options, IReadOnlyDictionary<string, string?> settings)
    {
        if (TryBind(options, settings) is { } failure)
        {
            // The binder stops at the first wrong setting, and its message can quote a secret. Each setting alone shows which ones are wrong.
            string[] wrong = [.. settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(Explain).OfType<string>()];
            throw new OptionsValidationException(Options.DefaultName, typeof(McpAuthOptions), wrong is [] ? [Describe(settings, failure)] : wrong);
        }
    }

    private static string? Explain(KeyValuePair<string, string?> setting) =>
        TryBind(new(), [setting]) switch
        {
            null => null,
            { InnerException: { } reason } => $"{McpAuthOptions.SectionName}:{setting.Key} is '{ScopeToken.Escape(setting.Value ?? "")}', which cannot be read: {reason.Message}",
            _ when Rooms.Contains(setting.Key, StringComparer.OrdinalIgnoreCase) =>
                $"{McpAuthOptions.SectionName}:{setting.Key} has a value but must be a section of settings. Remove the value.",
            _ => $"{McpAuthOptions.SectionName}:{setting.Key} is not a setting. Correct the name, or remove it.",
        };

    private static string Describe(IReadOnlyDictionary<string, string?> settings, Exception failure) =>
        $"The section {McpAuthOptions.SectionName} cannot be read ({failure.GetType().Name}). It contains: {string.Join(", ", settings.Keys.Order(StringComparer.Ordinal))}.";

    private static InvalidOperationException? TryBind(McpAuthOptions options, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        try
        {
            var section = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            return Rooms.Any(room => section[room] is { Length: > 0 }) ? new() : null;
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }
}
