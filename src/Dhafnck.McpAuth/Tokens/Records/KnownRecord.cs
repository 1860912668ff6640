using System.Net;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>A cached record, whether its owner is active, and when both were read.</summary>
internal sealed class KnownRecord(ApiToken token, bool ownerIsActive, long readAt, long epoch)
{
    private readonly IPNetwork[] _networks = AddressRange.Parse(token.AllowedAddresses);

    public ApiToken Token => token;

    public bool OwnerIsActive => ownerIsActive;

    public long ReadAt => readAt;

    /// <summary>The cache epoch when the read began.</summary>
    public long Epoch => epoch;

    /// <summary>Returns whether the token may be used from the address. A record without networks allows every address.</summary>
    public bool Allows(IPAddress? address) => token.AllowedAddresses.Count == 0 || AddressRange.Contains(_networks, address);
}
