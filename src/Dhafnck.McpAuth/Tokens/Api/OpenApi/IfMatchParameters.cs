using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>The header <c>If-Match</c> as a description of the API has it; <see cref="EntityTag"/> reads it.</summary>
internal sealed record IfMatchParameters(
    [FromHeader(Name = "If-Match"), Description("The ETag of the version that the change is made for; without it, whichever it is.")]
    string IfMatch);
