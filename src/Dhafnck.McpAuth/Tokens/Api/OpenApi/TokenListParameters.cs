using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes the query string of a list for the API description; <see cref="TokenListQuery"/> reads it.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The lengths are those of strings and lists, and only the API description reads them.")]
internal sealed record TokenListParameters(
    [FromQuery(Name = "kind"), Description("The kind of the tokens."), DefaultValue("any"), RegularExpression("^(any|token|connection)$")]
    string Kind,
    [FromQuery(Name = "state"), Description("The state of the tokens."), DefaultValue("any"), RegularExpression("^(any|active|expired|revoked)$")]
    string State,
    [FromQuery(Name = "name"), Description("A text that the name contains, ignoring case."), MaxLength(100)]
    string Name,
    [FromQuery(Name = "expires_before"), Description("The time before which the token expires.")]
    DateTimeOffset ExpiresBefore,
    [FromQuery(Name = "sort"), Description("The sort key. The prefix '-' means descending order."), DefaultValue("-created_at"), RegularExpression("^-?(created_at|name|expires_at|last_used_at)$")]
    string Sort,
    [FromQuery(Name = "skip"), Description("The number of tokens to skip."), DefaultValue(0), Range(0, int.MaxValue)]
    int Skip,
    [FromQuery(Name = "limit"), Description("The maximum number of tokens to return."), DefaultValue(TokenListQuery.MaximumLimit), Range(1, TokenListQuery.MaximumLimit)]
    int Limit);
