using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage.Limits;

/// <summary>The lease of an accepted request, or the time after which a refused one may be repeated.</summary>
internal sealed class TokenRateLimitLease(TimeSpan? retryAfter) : RateLimitLease
{
    public static readonly TokenRateLimitLease Acquired = new(null);

    public override bool IsAcquired => retryAfter is null;

    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
        return metadata is not null;
    }
}
