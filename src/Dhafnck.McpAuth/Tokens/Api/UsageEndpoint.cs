using System.ComponentModel;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Shows an owner what a token was used for.</summary>
internal static class UsageEndpoint
{
    public static async Task<IResult> GetAsync(HttpContext context, [Description(TokenEndpoints.Identifier)] string id, ApiTokenService tokens, UsageReader usage, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var (query, errors) = UsageQuery.Read(context.Request.Query, now);
        if (query is null)
        {
            return TokenProblems.Validation(errors);
        }

        // Written first, so that a request just made by this process is in what is read.
        await usage.WriteAsync(context.RequestAborted);
        return await tokens.FindAsync(context.Features.GetRequiredFeature<TokenOwner>().Id, id, context.RequestAborted) is { } token
            ? Results.Json(await ReadAsync(token, query, usage, now, context.RequestAborted), TokenJsonContext.Default.UsageResponse)
            : TokenProblems.NotFound();
    }

    private static async Task<UsageResponse> ReadAsync(ApiToken token, UsageQuery query, UsageReader usage, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var counts = await usage.ListAsync(token.Id, query.Interval, query.From, query.To, cancellationToken);
        var recent = await usage.ReadRecentAsync(token.Id, token.RateLimit, now, cancellationToken);
        return new()
        {
            TokenId = token.Id,
            TotalRequests = token.UsageCount,
            LastUsedAt = token.LastUsedAt,
            RequestsLast24Hours = UsageResponse.CountRequests(await usage.ListAsync(token.Id, UsagePeriod.Hour, now.AddHours(-24).AddTicks(1), now.AddHours(1), cancellationToken)),
            RateLimit = new(
                token.RateLimit,
                recent.Window,
                Math.Max(0, token.RateLimit - recent.Window),
                (int)RequestWindow.Length.TotalSeconds,
                recent.Window < token.RateLimit ? null : recent.FreeAt),
            RecentAddresses = [.. recent.Addresses.Select(address => new UsageResponse.RecentAddress(address.Address, address.LastUsedAt))],
            Interval = query.IntervalName,
            From = query.From,
            To = query.To,
            Requests = UsageResponse.CountRequests(counts),
            Outcomes = UsageResponse.OutcomesOf(counts),
            Tools = UsageResponse.ToolsOf(counts),
            Buckets = BucketsOf(counts.ToLookup(count => count.Start), query),
        };
    }

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
