using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>The query of a token's use as a description of the API has it; <see cref="UsageQuery"/> reads it.</summary>
internal sealed record UsageParameters(
    [FromQuery(Name = "interval"), Description("How long one bucket is."), DefaultValue("hour"), RegularExpression("^(hour|day)$")]
    string Interval,
    [FromQuery(Name = "from"), Description("The earliest time; without it, 24 hours before 'to'. Hours are kept for 30 days, days for 400.")]
    DateTimeOffset From,
    [FromQuery(Name = "to"), Description("The time up to which; without it, now.")]
    DateTimeOffset To);
