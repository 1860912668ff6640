using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Limits the writes of each owner before a request is read or takes a lock.</summary>
internal sealed class TokenWriteLimit(ApiTokenOptions limits, TimeProvider time) : IDisposable
{
    private readonly PartitionedRateLimiter<(string OwnerId, TokenWrite Write)> _budgets =
        PartitionedRateLimiter.Create<(string OwnerId, TokenWrite Write), (string OwnerId, TokenWrite Write)>(
            write => RateLimitPartition.Get(write, _ => new WriteBudget(limits.WritesPerMinute, time)));

    /// <summary>Returns the refusal of a write over the limit, or <see langword="null"/>.</summary>
    public IResult? Refuse(HttpContext context, string ownerId, TokenWrite write)
    {
        using var lease = _budgets.AttemptAcquire((ownerId, write));
        return OverBudget.Refuse(context, lease, seconds => TokenProblems.TooManyWrites(limits.WritesPerMinute, seconds));
    }

    public void Dispose() => _budgets.Dispose();
}
