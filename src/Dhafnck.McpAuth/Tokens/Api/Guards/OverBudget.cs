using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Guards;

/// <summary>Refuses what is over a <see cref="WriteBudget"/>.</summary>
internal static class OverBudget
{
    /// <summary>Returns the refusal of a request that got no permit, and sets <c>Retry-After</c>; <see langword="null"/> for one that got it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lease">The permit.</param>
    /// <param name="refusal">Creates the refusal from the time to wait, in seconds.</param>
    public static IResult? Refuse(HttpContext context, RateLimitLease lease, Func<int, IResult> refusal)
    {
        if (lease.IsAcquired)
        {
            return null;
        }

        var seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return refusal(seconds);
    }
}
