using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Operations;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Counts;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Alerts;

/// <summary>Ends tokens that nobody has used for as long as the settings allow, at start and once an hour.</summary>
internal sealed partial class UnusedTokens(TokenOperations operations, IUsageStore usage, UsageWriter writer, ApiTokenOptions rules, TimeProvider time, ILogger<UnusedTokens> logger)
    : PeriodicService(TimeSpan.FromHours(1), time)
{
    private const int Part = 100;

    // Every process writes its counts every 10 seconds. A use before the deadline is in the store by then.
    private static readonly TimeSpan Lag = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);
    private static readonly TokenActor Rule = new() { Kind = TokenActorKind.Application, Id = "McpAuth:Tokens:ExpireUnusedAfter" };

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (rules.ExpireUnusedAfter is not { } age)
        {
            return;
        }

        try
        {
            if (await IsReadyAsync(stoppingToken) && await ExpireAsync(age, stoppingToken) is > 0 and var count)
            {
                LogExpired(count);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    // To a clock that is weeks ahead, every token is unused. So it is to a process that cannot write what it counts.
    private async Task<bool> IsReadyAsync(CancellationToken stoppingToken)
    {
        await writer.WriteAsync(stoppingToken);
        return writer.Age < Tolerance
            && (await operations.Store.GetTimeAsync(stoppingToken) is not { } theirs || (Time.GetUtcNow() - theirs).Duration() <= Tolerance);
    }

    private async Task<int> ExpireAsync(TimeSpan age, CancellationToken stoppingToken)
    {
        var now = Time.GetUtcNow();
        var query = new TokenQuery { OwnerId = null, State = TokenState.Active, Now = now, UnusedSince = now - age - Lag, Limit = Part };
        var (expired, passed) = (0, 0);
        while (true)
        {
            var page = await operations.Store.ListAsync(query with { Skip = passed }, stoppingToken);
            var ended = 0;

            // A store that does not know a filter must not make this end everything.
            foreach (var token in query.Apply(page.Items).Items)
            {
                ended += await TryExpireAsync(token, age, query, stoppingToken) ? 1 : 0;
            }

            expired += ended;
            passed += page.Items.Count - ended;
            if (page.Items.Count < Part)
            {
                return expired;
            }
        }
    }

    // The list may be outdated by now.
    private async Task<bool> TryExpireAsync(ApiToken listed, TimeSpan age, TokenQuery query, CancellationToken stoppingToken)
    {
        await writer.WriteAsync(listed.Id, stoppingToken);
        return await operations.FindAsync(listed.Id, stoppingToken) is { } token
            && query.Apply([token]).Total == 1
            && !await HasUsageAsync(token, query.UnusedSince!.Value, stoppingToken)
            && await operations.Expiry.TryExpireAsync(token, Rule, $"Unused for {age.TotalDays:0.#} days.", stoppingToken);
    }

    // With a separate usage store, the last use is missing in the records, or dates from before that store was set up.
    private async Task<bool> HasUsageAsync(ApiToken token, DateTimeOffset since, CancellationToken stoppingToken) =>
        (await usage.ListAsync(token.Id, UsagePeriod.Day, since.To(TimeSpan.FromDays(1)), Time.GetUtcNow().AddDays(1), stoppingToken)).Count > 0;

    [LoggerMessage(1550, LogLevel.Information, "Ended {Count} tokens that were unused for longer than McpAuth:Tokens:ExpireUnusedAfter.")]
    private partial void LogExpired(int count);

    [LoggerMessage(1551, LogLevel.Warning, "Looking for unused tokens failed. The next attempt is in an hour.")]
    private partial void LogFailed(Exception exception);
}
