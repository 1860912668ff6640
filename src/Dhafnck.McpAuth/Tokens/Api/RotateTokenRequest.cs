namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The body of a rotation, which may be left out.</summary>
internal sealed record RotateTokenRequest
{
    /// <summary>What belongs into each field, for whoever sent something else.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["grace_period"] = $"a whole number of seconds from 0 to {ApiTokenService.MaximumGracePeriod.TotalSeconds}",
    };

    /// <summary>For how many seconds the former token stays good.</summary>
    public int GracePeriod { get; init; }

    public bool IsValid => GracePeriod >= 0 && TimeSpan.FromSeconds(GracePeriod) <= ApiTokenService.MaximumGracePeriod;
}
