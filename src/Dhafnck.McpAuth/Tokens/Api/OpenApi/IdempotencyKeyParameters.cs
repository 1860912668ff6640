using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes the header <c>Idempotency-Key</c> for the API description; <see cref="IdempotencyKeyHeader"/> reads it.</summary>
internal sealed record IdempotencyKeyParameters(
    [FromHeader(Name = IdempotencyKeyHeader.Name), Description("A key with which a repeated request runs once. A key stays bound to its request for 24 hours."), RegularExpression("^[!-~]{1,200}$")]
    string IdempotencyKey);
