using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>
/// Limits the clients that each address brings to the server, by registration or by document, with a token bucket that is full after
/// an hour without new clients.
/// </summary>
internal sealed class NewClientLimit(ClientOptions options) : IDisposable
{
    private const int IPv6NetworkBits = 64;

    private readonly PartitionedRateLimiter<IPAddress?> _budgets = PartitionedRateLimiter.Create<IPAddress?, IPNetwork>(address =>
        RateLimitPartition.GetTokenBucketLimiter(NetworkOf(address ?? IPAddress.None), _ => new()
        {
            TokenLimit = options.NewClientsPerHour,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromHours(1) / options.NewClientsPerHour,
            QueueLimit = 0,
        }));

    /// <summary>Counts a client.</summary>
    /// <returns>The time to wait when the client is over the limit; otherwise <see langword="null"/>.</returns>
    public TimeSpan? Refuse(IPAddress? address)
    {
        using var lease = _budgets.AttemptAcquire(address);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => _budgets.Dispose();

    // A subscriber with IPv6 has at least a network of 64 bits, and can use any of its addresses.
    private static IPNetwork NetworkOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetwork)
        {
            return new IPNetwork(plain, 32);
        }

        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(IPv6NetworkBits / 8).Clear();
        return new IPNetwork(new IPAddress(bytes), IPv6NetworkBits);
    }
}
