using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Limits the writes of each owner, before anything of them is read or locked.</summary>
internal sealed class TokenWriteLimit(TokenLimits limits, TimeProvider time) : IDisposable
{
    private readonly PartitionedRateLimiter<(string OwnerId, TokenWrite Write)> _budgets =
        PartitionedRateLimiter.Create<(string OwnerId, TokenWrite Write), (string OwnerId, TokenWrite Write)>(
            write => RateLimitPartition.Get(write, _ => new WriteBudget(limits.WritesPerMinute, time)));

    /// <summary>Why the write is one too many, or <see langword="null"/> when it is not.</summary>
    public IResult? Refuse(HttpContext context, string ownerId, TokenWrite write)
    {
        using var lease = _budgets.AttemptAcquire((ownerId, write));
        if (lease.IsAcquired)
        {
            return null;
        }

        var seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return TokenProblems.TooManyWrites(limits.WritesPerMinute, seconds);
    }

    public void Dispose() => _budgets.Dispose();
}
