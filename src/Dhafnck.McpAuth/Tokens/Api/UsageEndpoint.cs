using System.ComponentModel;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;
using Dhafnck.McpAuth.Usage.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Returns the usage of a token to its owner and to administrators.</summary>
internal static class UsageEndpoint
{
    public static Task<IResult> GetAsync(HttpContext context, [Description(TokenEndpoints.Identifier)] string id, ApiTokenService tokens, UsageReader usage, TimeProvider time)
    {
        var owner = context.Features.GetRequiredFeature<TokenOwner>().Id;
        return AnswerAsync(context, () => tokens.FindAsync(owner, id, context.RequestAborted), TokenProblems.NotFound, usage, time);
    }

    public static Task<IResult> GetForAdminAsync(
        HttpContext context,
        [Description(TokenEndpoints.Identifier)] string id,
        ApiTokenAdministration administration,
        UsageReader usage,
        TimeProvider time) =>
        AnswerAsync(context, () => administration.FindAsync(id, context.RequestAborted), TokenProblems.UnknownToken, usage, time);

    private static async Task<IResult> AnswerAsync(HttpContext context, Func<Task<ApiToken?>> find, Func<IResult> refuse, UsageReader usage, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var (query, errors) = UsageQuery.Read(context.Request.Query, now);
        if (query is null)
        {
            return TokenProblems.Validation(errors);
        }

        var token = await find();
        if (token is not null)
        {
            // The requests that this process has counted belong to the answer, and to the record.
            await usage.WriteAsync(token.Id, context.RequestAborted);
            token = await find();
        }

        return token is null
            ? refuse()
            : Results.Json(Of(token, query, await usage.ReadAsync(token, query.Interval, query.From, query.To, now, context.RequestAborted)), TokenJsonContext.Default.UsageResponse);
    }

    private static UsageResponse Of(ApiToken token, UsageQuery query, TokenUsage usage) => new()
    {
        TokenId = token.Id,
        TotalRequests = token.UsageCount,
        LastUsedAt = token.LastUsedAt,
        RequestsLast24Hours = UsageResponse.CountRequests(usage.LastDay),
        RateLimit = new(token.RateLimit, usage.Used, usage.Remaining, (int)RequestWindow.Length.TotalSeconds, usage.AvailableAt),
        RecentAddresses = [.. usage.Addresses.Select(address => new UsageResponse.RecentAddress(address.Address, address.LastUsedAt))],
        Interval = query.IntervalName,
        From = query.From,
        To = query.To,
        Requests = UsageResponse.CountRequests(usage.Counts),
        Outcomes = UsageResponse.OutcomesOf(usage.Counts),
        Tools = UsageResponse.ToolsOf(usage.Counts),
        Buckets = BucketsOf(usage.Counts.ToLookup(count => count.Start), query),
    };

    private static List<UsageResponse.Bucket> BucketsOf(ILookup<DateTimeOffset, UsageCount> counts, UsageQuery query)
    {
        var buckets = new List<UsageResponse.Bucket>();
        for (var start = query.From; start < query.To; start += query.Step)
        {
            UsageCount[] within = [.. counts[start]];
            buckets.Add(new(start, UsageResponse.CountRequests(within), UsageResponse.OutcomesOf(within), UsageResponse.ToolsOf(within)));
        }

        return buckets;
    }
}
