using System.ComponentModel;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes the further filters of an administrator's list for the API description; <see cref="TokenListQuery"/> reads them.</summary>
internal sealed record AdminListParameters(
    [FromQuery(Name = "owner"), Description("The identifier of the owner. Without it, the list has the tokens of all owners.")]
    string Owner,
    [FromQuery(Name = "scope"), Description("A scope that was granted to the token, such as mcp:admin.")]
    string Scope,
    [FromQuery(Name = "issued_after"), Description("The time at or after which the token was created or rotated last.")]
    DateTimeOffset IssuedAfter,
    [FromQuery(Name = "awaits_approval"), Description("Whether only tokens are returned that wait for the approval of a scope."), DefaultValue(false)]
    bool AwaitsApproval);
