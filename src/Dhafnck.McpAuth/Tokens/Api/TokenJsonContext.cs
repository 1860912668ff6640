using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;

namespace Dhafnck.McpAuth.Tokens.Api;

[JsonSourceGenerationOptions(
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CreateTokenRequest))]
[JsonSerializable(typeof(UpdateTokenRequest))]
[JsonSerializable(typeof(RotateTokenRequest))]
[JsonSerializable(typeof(ScopesResponse))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(TokenListResponse))]
[JsonSerializable(typeof(ValidateResponse))]
[JsonSerializable(typeof(UsageResponse))]
[JsonSerializable(typeof(AuditEntryResponse))]
[JsonSerializable(typeof(AuditListResponse))]
[JsonSerializable(typeof(RevokedResponse))]
internal sealed partial class TokenJsonContext : JsonSerializerContext;
