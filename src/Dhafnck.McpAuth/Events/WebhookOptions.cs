namespace Dhafnck.McpAuth.Events;

/// <summary>Where events are posted to, signed as the Standard Webhooks specification says.</summary>
public sealed class WebhookOptions
{
    /// <summary>What a secret begins with.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The address that gets each event by POST. <c>MCP_WEBHOOK_URL</c> sets it.</summary>
    /// <value>An absolute <c>https</c> address, or <c>http</c> of this machine, without user, password and fragment. The default is <see langword="null"/>: events are not posted.</value>
    public string? Url { get; set; }

    /// <summary>
    /// The key of the signature (HMAC-SHA256 over <c>id.timestamp.body</c>): <c>whsec_</c> and the base64 of it.
    /// <c>MCP_WEBHOOK_SECRET</c> sets it, or <c>MCP_WEBHOOK_SECRET_FILE</c> the path of a file that holds it.
    /// </summary>
    /// <value>24 to 64 bytes. The default is <see langword="null"/>; with <see cref="Url"/> it is required.</value>
    public string? Secret { get; set; }

    /// <summary>The bytes of <see cref="Secret"/>, or <see langword="null"/> when it is none.</summary>
    internal byte[]? ReadKey()
    {
        if (Secret is null || !Secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var key = new byte[Secret.Length];
        return Convert.TryFromBase64String(Secret[SecretPrefix.Length..], key, out var length) && length is >= 24 and <= 64 ? key[..length] : null;
    }
}
