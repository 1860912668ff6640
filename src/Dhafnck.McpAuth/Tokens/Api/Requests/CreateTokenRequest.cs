using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Tokens.Fields;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>The JSON body of a request that creates a token.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The lengths are those of strings and lists, and only the API description reads them.")]
internal sealed record CreateTokenRequest
{
    // Null when the client omits the field or sends null, which is refused. The API description must not offer null.
    [JsonPropertyName("name"), Description("The token's name: 1 to 100 characters, without control, text-direction or invisible characters.")]
    [Required, MinLength(1)]
    public string Name { get; init; } = null!;

    [JsonPropertyName("scopes"), Description("The scopes to grant. GET scopes lists the available ones.")]
    [Required, MinLength(1)]
    public IReadOnlyList<string?> Scopes { get; init; } = null!;

    [JsonPropertyName("expires_in_days"), Description("The lifetime, in days. A server can allow less than the maximum; the default is then not more than that.")]
    [DefaultValue(ExpiresInDaysField.Default), Range(1, NewApiToken.MaximumDays)]
    public int? ExpiresInDays { get; init; }

    [JsonPropertyName("rate_limit"), Description("The rate limit, in requests per hour.")]
    [DefaultValue(RateLimitField.Default), Range(1, NewApiToken.MaximumRateLimit)]
    public int? RateLimit { get; init; }

    [JsonPropertyName("audience"), Description("One of the audiences that the server issues tokens for. The default is the first of them.")]
    public string? Audience { get; init; }

    [JsonPropertyName("allowed_addresses"), Description("The IP addresses and networks (192.0.2.0/24) that the token may be used from. The default is any address.")]
    [MaxLength(NewApiToken.MaximumAllowedAddresses)]
    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    [JsonPropertyName("rotatable_for_days"), Description("The time during which the token may rotate itself, in days from its creation.")]
    [DefaultValue(RotatableForDaysField.Default), Range(1, NewApiToken.MaximumRotatableDays)]
    public int? RotatableForDays { get; init; }

    [JsonPropertyName("dpop_jkt"), Description("The SHA-256 thumbprint of a JWK (RFC 7638). The token is then accepted with a DPoP proof of this key only. The default is a bearer token.")]
    public string? KeyThumbprint { get; init; }

    [JsonPropertyName("metadata"), Description("The metadata to keep with the token: at most 4096 bytes for all keys and values. The default is none.")]
    public Dictionary<string, string?>? Metadata { get; init; }

    public NewApiToken ToNewApiToken()
    {
        var defaults = new NewApiToken { Name = Name, Scopes = Scopes! };
        return defaults with
        {
            ExpiresInDays = ExpiresInDays,
            RateLimit = RateLimit ?? defaults.RateLimit,
            Audience = Audience,
            AllowedAddresses = AllowedAddresses!,
            RotatableForDays = RotatableForDays ?? defaults.RotatableForDays,
            KeyThumbprint = KeyThumbprint,
            Metadata = Metadata!,
        };
    }
}
