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

    public string? Name { get; init; }

    public IReadOnlyList<string?>? Scopes { get; init; }

    public int? ExpiresInDays { get; init; }

    public int? RateLimit { get; init; }

    public string? Audience { get; init; }

    public IReadOnlyList<string?>? AllowedAddresses { get; init; }

    public int? RotatableForDays { get; init; }

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
