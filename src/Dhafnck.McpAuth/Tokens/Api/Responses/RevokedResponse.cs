using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>How many tokens a request revoked.</summary>
internal sealed record RevokedResponse(
    [property: JsonPropertyName("revoked"), Description("The number of tokens that were active or expired, and are now revoked.")] int Revoked);
