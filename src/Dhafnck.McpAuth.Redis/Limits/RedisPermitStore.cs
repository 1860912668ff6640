using Dhafnck.McpAuth.Usage;
using StackExchange.Redis;

namespace Dhafnck.McpAuth.Redis.Limits;

/// <summary>Keeps the permits of tokens in Redis.</summary>
internal sealed class RedisPermitStore(RedisConnection connection, string prefix) : IPermitStore
{
    public async Task<PermitLoan> BorrowAsync(PermitRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = (long[]?)await EvaluateAsync(
            PermitScripts.Borrow,
            request.TokenId,
            [
                request.Limit,
                request.Needed,
                request.Wanted,
                Milliseconds(request.Lifetime),
                Milliseconds(request.Window),
                request.LoanId.ToString("N"),
                request.Returned?.LoanId.ToString("N") ?? "",
                request.Returned?.Used ?? 0,
            ]);
        return answer is [var permits, var used, var retryAfter]
            ? new() { Permits = (int)permits, Used = (int)used, RetryAfter = permits > 0 ? null : TimeSpan.FromMilliseconds(retryAfter) }
            : throw Unexpected();
    }

    public Task ReturnAsync(IReadOnlyCollection<PermitReturn> returns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(returns);
        return Task.WhenAll(returns.Select(returned => EvaluateAsync(PermitScripts.Return, returned.TokenId, [returned.LoanId.ToString("N"), returned.Used])));
    }

    public async Task<PermitUse> ReadAsync(string tokenId, int limit, CancellationToken cancellationToken = default)
    {
        var answer = (long[]?)await EvaluateAsync(PermitScripts.Read, tokenId, [limit]);
        return answer is [var used, var retryAfter]
            ? new() { Used = (int)used, RetryAfter = retryAfter < 0 ? null : TimeSpan.FromMilliseconds(retryAfter) }
            : throw Unexpected();
    }

    private async Task<RedisResult> EvaluateAsync(string script, string tokenId, RedisValue[] arguments)
    {
        var database = (await connection.GetAsync()).GetDatabase();
        return await database.ScriptEvaluateAsync(script, [$"{prefix}permits:{tokenId}"], arguments);
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private static InvalidOperationException Unexpected() => new("Redis answered the script of the permits in another form.");
}
