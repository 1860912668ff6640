using System.Net.Sockets;
using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>Limits the reports of each address, and the reports received at the same time, before the sender is verified.</summary>
internal sealed class ScannerReportLimit : IDisposable
{
    // One host of IPv6 has a network of this many bytes.
    private const int NetworkBytes = 8;
    private const int AtOnce = 16;
    private const int AtOnceOfAddress = 8;

    private readonly int _perMinute;
    private readonly PartitionedRateLimiter<string> _budgets;
    private readonly PartitionedRateLimiter<(string Scanner, string Network)> _placesOfAddress;
    private readonly PartitionedRateLimiter<(string Scanner, string Network)> _placesOfScanner;
    private readonly PartitionedRateLimiter<(string Scanner, string Network)> _places;

    public ScannerReportLimit(TokenScannerOptions options, TimeProvider time)
    {
        _perMinute = options.ReportsPerMinute;
        _budgets = PartitionedRateLimiter.Create<string, string>(network => RateLimitPartition.Get(network, _ => new WriteBudget(_perMinute, time)));

        // Whoever sends slow reports in the name of a scanner leaves room for its own. Each scanner has its places, so that reports in
        // the name of one do not keep out those of another.
        _placesOfAddress = Places(report => report, AtOnceOfAddress);
        _placesOfScanner = Places(report => report.Scanner, AtOnce);
        _places = PartitionedRateLimiter.CreateChained(_placesOfAddress, _placesOfScanner);
    }

    /// <summary>
    /// Returns a place for one report of a scanner, until it is disposed. It is not acquired when there are 16 reports already, or 8 from the
    /// same address.
    /// </summary>
    public RateLimitLease Enter(HttpContext context, ITokenScanner scanner) => _places.AttemptAcquire((scanner.Name, NetworkOf(context)));

    /// <summary>Returns the refusal of a report over the limit, or <see langword="null"/>.</summary>
    public IResult? Refuse(HttpContext context)
    {
        using var lease = _budgets.AttemptAcquire(NetworkOf(context));
        return OverBudget.Refuse(context, lease, seconds => TokenProblems.TooManyReports(_perMinute, seconds));
    }

    public void Dispose()
    {
        _budgets.Dispose();
        _places.Dispose();
        _placesOfAddress.Dispose();
        _placesOfScanner.Dispose();
    }

    private static PartitionedRateLimiter<(string Scanner, string Network)> Places<TKey>(Func<(string Scanner, string Network), TKey> keyOf, int number)
        where TKey : notnull =>
        PartitionedRateLimiter.Create<(string Scanner, string Network), TKey>(
            report => RateLimitPartition.GetConcurrencyLimiter(keyOf(report), _ => new() { PermitLimit = number, QueueLimit = 0 }));

    private static string NetworkOf(HttpContext context) => context.Connection.RemoteIpAddress?.Unmapped() switch
    {
        { AddressFamily: AddressFamily.InterNetworkV6 } address => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        var address => address?.ToString() ?? "",
    };
}
