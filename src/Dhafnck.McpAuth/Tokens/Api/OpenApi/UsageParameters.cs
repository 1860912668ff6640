using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes the query string of a token's usage for the API description; <see cref="UsageQuery"/> reads it.</summary>
internal sealed record UsageParameters(
    [FromQuery(Name = "interval"), Description("The length of one bucket."), DefaultValue("hour"), RegularExpression("^(hour|day)$")]
    string Interval,
    [FromQuery(Name = "from"), Description("The start of the range. The default is 24 hours before 'to', or 30 days with the interval day. Hours are kept for 30 days, days for 400 days.")]
    DateTimeOffset From,
    [FromQuery(Name = "to"), Description("The end of the range. The default is now.")]
    DateTimeOffset To);
