using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes for the API description which tokens an administrator revokes at once.</summary>
internal sealed record RevokeManyParameters(
    [FromQuery(Name = "owner"), Description("The identifier of the owner whose tokens are revoked.")]
    string Owner,
    [FromQuery(Name = "issued_after"), Description("The time: what was created or rotated at it or later is revoked. With 'owner', only the owner's tokens.")]
    DateTimeOffset IssuedAfter);
