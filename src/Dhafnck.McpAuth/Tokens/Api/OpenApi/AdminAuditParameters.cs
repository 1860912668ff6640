using System.ComponentModel;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes the further filters of the whole audit trail for the API description; <see cref="AuditListQuery"/> reads them.</summary>
internal sealed record AdminAuditParameters(
    [FromQuery(Name = "token"), Description("The identifier of the token.")]
    string Token,
    [FromQuery(Name = "owner"), Description("The identifier of the token's owner.")]
    string Owner,
    [FromQuery(Name = "by"), Description("The identifier of the actor.")]
    string By);
