using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Validates the settings of an issuer whose tokens this server verifies: a workload's platform, or an enterprise's identity provider.</summary>
internal static class IssuerCheck
{
    private const int MaximumLength = 200;

    /// <summary>Returns what is wrong with an issuer, or <see langword="null"/>.</summary>
    /// <param name="setting">The list that the issuer is in.</param>
    /// <param name="issuer">The issuer.</param>
    /// <param name="jwksUri">Where it publishes its keys, unless its metadata states that.</param>
    /// <param name="tokens">What its tokens are called.</param>
    public static string? Find(string setting, string? issuer, string? jwksUri, string tokens) =>
        !IsVisible(issuer) ? $"Each of {setting} needs an Issuer of 1 to {MaximumLength} visible ASCII characters: the 'iss' of its {tokens}."
        : IssuerTokenVerifier.IsKeyAddress(string.IsNullOrEmpty(jwksUri) ? issuer : jwksUri) ? null
        : $"Each of {setting} needs a JwksUri that is an absolute https address without user and fragment, or an Issuer that is one; "
            + "http is allowed for this machine only.";

    /// <summary>Whether a text can be an issuer or an audience.</summary>
    public static bool IsVisible([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaximumLength } && text.All(c => c is >= '!' and <= '~');
}
