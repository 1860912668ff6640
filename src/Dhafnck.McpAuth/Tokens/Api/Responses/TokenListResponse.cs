using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>One page of the owner's tokens.</summary>
internal sealed record TokenListResponse(
    [property: JsonPropertyName("data"), Description("The tokens of this page, without their token strings.")] IReadOnlyList<TokenResponse> Data,
    [property: JsonPropertyName("total"), Description("The number of tokens that match the filters, on all pages.")] int Total);
