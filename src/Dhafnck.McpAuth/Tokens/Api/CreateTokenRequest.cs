namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The body of a creation, as JSON has it.</summary>
internal sealed record CreateTokenRequest
{
    public string? Name { get; init; }

    public IReadOnlyList<string?>? Scopes { get; init; }

    public int? ExpiresInDays { get; init; }

    public int? RateLimit { get; init; }

    public string? Audience { get; init; }

    public Dictionary<string, string?>? Metadata { get; init; }

    public NewApiToken ToNewApiToken()
    {
        var defaults = new NewApiToken { Name = Name, Scopes = Scopes };
        return defaults with
        {
            ExpiresInDays = ExpiresInDays ?? defaults.ExpiresInDays,
            RateLimit = RateLimit ?? defaults.RateLimit,
            Audience = Audience,
            Metadata = Metadata,
        };
    }
}
