using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The body of a rotation, which may be left out.</summary>
internal sealed record RotateTokenRequest
{
    /// <summary>What belongs into each field, for whoever sent something else.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["grace_period"] = $"a whole number of seconds from 0 to {ApiTokenService.MaximumGracePeriod.TotalSeconds}",
    };

    [JsonPropertyName("grace_period"), Description("For how many seconds the former token string stays good.")]
    [DefaultValue(0), Range(0, 7 * 24 * 60 * 60)]
    public int GracePeriod { get; init; }

    [JsonIgnore]
    public bool IsValid => GracePeriod >= 0 && TimeSpan.FromSeconds(GracePeriod) <= ApiTokenService.MaximumGracePeriod;
}
