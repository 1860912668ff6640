using System.Net;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>A record, whether its owner is still there, and when both were asked.</summary>
internal sealed class KnownRecord(ApiToken token, bool ownerIsActive, long readAt, long epoch)
{
    private readonly IPNetwork[] _networks = AddressRange.Parse(token.AllowedAddresses);

    public ApiToken Token => token;

    public bool OwnerIsActive => ownerIsActive;

    public long ReadAt => readAt;

    /// <summary>How often something had been forgotten when the record was asked for.</summary>
    public long Epoch => epoch;

    /// <summary>Whether the token may be used from an address. A record without networks stands for every address.</summary>
    public bool Allows(IPAddress? address) => token.AllowedAddresses.Count == 0 || AddressRange.Contains(_networks, address);
}
