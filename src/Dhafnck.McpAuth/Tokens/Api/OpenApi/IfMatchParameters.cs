using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>The header <c>If-Match</c> as a description of the API has it; <see cref="IfMatchHeader"/> reads it.</summary>
internal sealed record IfMatchParameters(
    [FromHeader(Name = IfMatchHeader.Name), Description("The ETag of the version that the change is made for, or several of them; without it or with *, whichever it is.")]
    string IfMatch);
