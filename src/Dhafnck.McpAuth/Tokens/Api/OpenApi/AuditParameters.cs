using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Describes the query string of a token's audit trail for the API description; <see cref="AuditListQuery"/> reads it.</summary>
internal sealed record AuditParameters(
    [FromQuery(Name = "from"), Description("The time from which entries are returned.")]
    DateTimeOffset From,
    [FromQuery(Name = "after"), Description("The 'next' of the previous page.")]
    string After,
    [FromQuery(Name = "limit"), Description("The maximum number of entries to return."), DefaultValue(AuditListQuery.MaximumLimit), Range(1, AuditListQuery.MaximumLimit)]
    int Limit,
    [FromQuery(Name = "format"), Description("json for one page, or jsonl for all entries as JSON Lines."), DefaultValue("json"), RegularExpression("^(json|jsonl)$")]
    string Format);
