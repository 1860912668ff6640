using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>The query of a list as a description of the API has it; <see cref="TokenListQuery"/> reads it.</summary>
internal sealed record TokenListParameters(
    [FromQuery(Name = "state"), Description("Which tokens."), DefaultValue("any"), RegularExpression("^(any|active|expired|revoked)$")]
    string State,
    [FromQuery(Name = "name"), Description("A text that the name contains, in any case."), MaxLength(100)]
    string Name,
    [FromQuery(Name = "expires_before"), Description("A time that the token expires before.")]
    DateTimeOffset ExpiresBefore,
    [FromQuery(Name = "sort"), Description("What the list is sorted by; with '-' in front the greatest first."), DefaultValue("-created_at"), RegularExpression("^-?(created_at|name|expires_at|last_used_at)$")]
    string Sort,
    [FromQuery(Name = "skip"), Description("How many to leave out at the start."), DefaultValue(0), Range(0, int.MaxValue)]
    int Skip,
    [FromQuery(Name = "limit"), Description("How many to give."), DefaultValue(TokenListQuery.MaximumLimit), Range(1, TokenListQuery.MaximumLimit)]
    int Limit);
