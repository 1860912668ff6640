using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.Usage;

/// <summary>A request's leave to go on, or when to come back.</summary>
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
