using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>A part of the owner's list.</summary>
internal sealed record TokenListResponse(
    [property: JsonPropertyName("data"), Description("The tokens of this part, none of them with its token string.")] IReadOnlyList<TokenResponse> Data,
    [property: JsonPropertyName("total"), Description("How many tokens the filters leave, in all parts.")] int Total);
