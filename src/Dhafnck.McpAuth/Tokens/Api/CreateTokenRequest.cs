using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The body of a creation, as JSON has it.</summary>
internal sealed record CreateTokenRequest
{
    /// <summary>What belongs into each field, for whoever sent something else.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["name"] = "a string",
        ["scopes"] = "an array of strings",
        ["expires_in_days"] = $"a whole number from 1 to {NewApiToken.MaximumDays}",
        ["rate_limit"] = $"a whole number from 1 to {NewApiToken.MaximumRateLimit}",
        ["audience"] = "a string",
        ["allowed_addresses"] = "an array of strings",
        ["rotatable_for_days"] = $"a whole number from 1 to {NewApiToken.MaximumRotatableDays}",
        ["metadata"] = "an object whose values are strings",
    };

    // Null where the client says so or leaves it out, which is refused; a description of the API shall not offer it.
    [JsonPropertyName("name"), Description("What the token is called: 1 to 100 characters, none of them a control, text-direction or invisible character.")]
    [Required, MinLength(1)]
    public string Name { get; init; } = null!;

    [JsonPropertyName("scopes"), Description("The scopes to grant; GET scopes names those that there are.")]
    [Required, MinLength(1)]
    public IReadOnlyList<string?> Scopes { get; init; } = null!;

    [JsonPropertyName("expires_in_days"), Description("The lifetime in days.")]
    [DefaultValue(30), Range(1, NewApiToken.MaximumDays)]
    public int? ExpiresInDays { get; init; }

    [JsonPropertyName("rate_limit"), Description("Requests per hour.")]
    [DefaultValue(1000), Range(1, NewApiToken.MaximumRateLimit)]
    public int? RateLimit { get; init; }

    [JsonPropertyName("audience"), Description("One of the audiences that the server issues tokens for; by default the first of them.")]
    public string? Audience { get; init; }

    [JsonPropertyName("allowed_addresses"), Description("The IP addresses and networks (192.0.2.0/24) that the token may be used from; by default any.")]
    [MaxLength(100)]
    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    [JsonPropertyName("rotatable_for_days"), Description("Until when the token may rotate itself, in days.")]
    [DefaultValue(365), Range(1, NewApiToken.MaximumRotatableDays)]
    public int? RotatableForDays { get; init; }

    [JsonPropertyName("metadata"), Description("Notes to keep with the token, 4096 bytes in all; none by default.")]
    public Dictionary<string, string?>? Metadata { get; init; }

    public NewApiToken ToNewApiToken()
    {
        var defaults = new NewApiToken { Name = Name, Scopes = Scopes };
        return defaults with
        {
            ExpiresInDays = ExpiresInDays ?? defaults.ExpiresInDays,
            RateLimit = RateLimit ?? defaults.RateLimit,
            Audience = Audience,
            AllowedAddresses = AllowedAddresses,
            RotatableForDays = RotatableForDays ?? defaults.RotatableForDays,
            Metadata = Metadata,
        };
    }
}
