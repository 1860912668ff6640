namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>Validates <see cref="ClientOptions"/> when the host starts. Each message states the setting, the form of its value and the remedy.</summary>
internal static class ClientOptionsCheck
{
    private const int MinimumBytes = 1024;
    private const int MaximumBytes = 1024 * 1024;

    // Browsers and operating systems run what follows these schemes, or open a file.
    private static readonly string[] UnsafeSchemes = ["about", "blob", "data", "file", "ftp", "http", "javascript", "vbscript", "view-source", "ws", "wss"];

    private static readonly TimeSpan MaximumDeadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan MinimumUnused = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaximumUnused = TimeSpan.FromDays(365);

    /// <summary>Returns the messages of the options that are wrong.</summary>
    public static IEnumerable<string> Check(ClientOptions options)
    {
        if (options.Kinds is ClientKinds.None || (options.Kinds & ~ClientKinds.All) != 0)
        {
            yield return $"Clients.Kinds is '{options.Kinds}', so no client could connect. Set it to All, or to some of Configured, MetadataDocument and DynamicRegistration, separated by commas.";
        }

        foreach (var host in options.DocumentHosts.Where(host => !IsHost(host)))
        {
            yield return $"Clients.DocumentHosts has '{Escape(host)}', which is not a host. Name the host alone, in ASCII, such as claude.ai: without https://, port, path and wildcard.";
        }

        foreach (var scheme in options.RedirectSchemes.Where(scheme => !IsPrivateUseScheme(scheme)))
        {
            yield return $"Clients.RedirectSchemes has '{Escape(scheme)}', which is not a private-use URI scheme (RFC 8252 section 7.1). "
                + "Name the scheme alone, in lowercase, such as com.example.app; https and loopback URIs are always accepted.";
        }

        foreach (var message in CheckDocuments(options).Concat(CheckRegistrations(options)))
        {
            yield return message;
        }
    }

    private static IEnumerable<string> CheckDocuments(ClientOptions options)
    {
        if (options.DocumentDeadline <= TimeSpan.Zero || options.DocumentDeadline > MaximumDeadline)
        {
            yield return $"Clients.DocumentDeadline must be more than zero and at most {MaximumDeadline} (a minute); it is {options.DocumentDeadline}.";
        }

        if (options.MaximumDocumentBytes is < MinimumBytes or > MaximumBytes)
        {
            yield return $"Clients.MaximumDocumentBytes must be from {MinimumBytes} to {MaximumBytes}; it is {options.MaximumDocumentBytes}.";
        }

        if (options.MaximumDocumentAge <= TimeSpan.Zero || options.MaximumDocumentAge > MaximumAge)
        {
            yield return $"Clients.MaximumDocumentAge must be more than zero and at most {MaximumAge} (30 days); it is {options.MaximumDocumentAge}.";
        }

        if (options.MinimumDocumentAge < TimeSpan.Zero || options.MinimumDocumentAge > options.MaximumDocumentAge)
        {
            yield return $"Clients.MinimumDocumentAge must be from zero to Clients.MaximumDocumentAge; they are {options.MinimumDocumentAge} and {options.MaximumDocumentAge}.";
        }
    }

    private static IEnumerable<string> CheckRegistrations(ClientOptions options)
    {
        if (options.NewClientsPerHour < 1)
        {
            yield return $"Clients.NewClientsPerHour must be 1 or more; it is {options.NewClientsPerHour}. To accept only clients that you know, set Clients.Kinds to Configured.";
        }

        if (options.UnusedRegistrationLifetime < MinimumUnused || options.UnusedRegistrationLifetime > MaximumUnused)
        {
            yield return $"Clients.UnusedRegistrationLifetime must be from {MinimumUnused} (an hour) to {MaximumUnused} (365 days); it is {options.UnusedRegistrationLifetime}.";
        }
    }

    private static bool IsHost(string? host) =>
        host is { Length: > 0 }
        && Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var url)
        && url.AbsoluteUri == $"https://{host.ToLowerInvariant()}/"
        && url.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static bool IsPrivateUseScheme(string? scheme) =>
        scheme is { Length: > 0 } && Uri.CheckSchemeName(scheme) && !scheme.Any(char.IsAsciiLetterUpper) && scheme != Uri.UriSchemeHttps && !UnsafeSchemes.Contains(scheme);

    private static string Escape(string? text) =>
        string.Concat((text ?? "").Take(100).Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:x4}"));
}
