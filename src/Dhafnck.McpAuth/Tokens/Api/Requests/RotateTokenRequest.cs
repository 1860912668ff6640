using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>The optional JSON body of a request that rotates a token.</summary>
internal sealed record RotateTokenRequest
{
    /// <summary>The expected value of each field, for error messages.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["grace_period"] = $"a whole number of seconds from 0 to {ApiTokenService.MaximumGracePeriod.TotalSeconds}",
    };

    [JsonPropertyName("grace_period"), Description("The time for which the former token string stays valid, in seconds.")]
    [DefaultValue(0), Range(0, 7 * 24 * 60 * 60)]
    public int GracePeriod { get; init; }

    [JsonIgnore]
    public bool IsValid => GracePeriod >= 0 && TimeSpan.FromSeconds(GracePeriod) <= ApiTokenService.MaximumGracePeriod;
}
