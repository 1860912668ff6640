using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>The header <c>Idempotency-Key</c> as a description of the API has it; <see cref="IdempotencyKeyHeader"/> reads it.</summary>
internal sealed record IdempotencyKeyParameters(
    [FromHeader(Name = IdempotencyKeyHeader.Name), Description("A key under which the same request is done once, however often it is sent within 24 hours."), RegularExpression("^[!-~]{1,200}$")]
    string IdempotencyKey);
