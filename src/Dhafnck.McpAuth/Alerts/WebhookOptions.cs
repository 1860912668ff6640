namespace Dhafnck.McpAuth.Alerts;

/// <summary>The settings of the webhook that receives events, signed according to the Standard Webhooks specification.</summary>
public sealed class WebhookOptions
{
    /// <summary>The prefix of a secret.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The URL that each event is posted to. Set it with <c>MCP_WEBHOOK_URL</c>.</summary>
    /// <value>
    /// An absolute <c>https</c> URL, or an <c>http</c> URL of this machine, without user, password or fragment. The default is
    /// <see langword="null"/>: events are not posted.
    /// </value>
    public string? Url { get; set; }

    /// <summary>
    /// The key of the signature (HMAC-SHA256 over <c>id.timestamp.body</c>): the prefix <c>whsec_</c> and the base64-encoded key.
    /// Set it with <c>MCP_WEBHOOK_SECRET</c>, or set <c>MCP_WEBHOOK_SECRET_FILE</c> to the path of a file that contains it.
    /// </summary>
    /// <value>A key of 24 to 64 bytes. The default is <see langword="null"/>; required with <see cref="Url"/>.</value>
    public string? Secret { get; set; }

    /// <summary>Returns the decoded key of <see cref="Secret"/>, or <see langword="null"/> when the secret is invalid.</summary>
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
