using System.ComponentModel;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes the header <c>If-Match</c> for the API description; <see cref="IfMatchHeader"/> reads it.</summary>
internal sealed record IfMatchParameters(
    [FromHeader(Name = IfMatchHeader.Name), Description("The ETags of the versions that the change may apply to. Without it, or with *, the change applies to any version.")]
    string IfMatch);
