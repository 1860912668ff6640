using System.Net;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>A cached record, whether its owner is active, and when both were read.</summary>
internal sealed class KnownRecord(ApiToken token, bool ownerIsActive, long readAt, long epoch)
{
    private readonly IPNetwork[] _networks = AddressRange.Parse(token.AllowedAddresses);
    private readonly bool _awaitsFirstUse = TokenHistory.AwaitsFirstUse(token);
    private long _usedAt = readAt;
    private bool _isUsed;

    public ApiToken Token => token;

    public bool OwnerIsActive => ownerIsActive;

    public long ReadAt { get; } = readAt;

    /// <summary>The cache epoch when the read began.</summary>
    public long Epoch => epoch;

    /// <summary>Returns whether a request with this credential is its first use, which has to be recorded.</summary>
    public bool IsFirstUse(TokenHash presented) => _awaitsFirstUse && token.Credential.Hash.Equals(presented);

    /// <summary>Records a use. It writes only once until <see cref="TakeUse"/> is called, so that cores do not contend.</summary>
    public void Use()
    {
        if (!_isUsed)
        {
            _isUsed = true;
        }
    }

    /// <summary>Returns the last time at which this method found that the record had been used.</summary>
    /// <param name="now">The current timestamp of the clock.</param>
    public long TakeUse(long now)
    {
        if (_isUsed)
        {
            (_usedAt, _isUsed) = (now, false);
        }

        return _usedAt;
    }

    /// <summary>Returns the record as it was read again. It counts as used when this one was.</summary>
    public KnownRecord Renew(ApiToken again, bool isOwnerActive, long timestamp, long inEpoch) => new(again, isOwnerActive, timestamp, inEpoch) { _usedAt = _usedAt };

    /// <summary>Returns whether the token may be used from the address. A record without networks allows every address.</summary>
    public bool Allows(IPAddress? address) => token.AllowedAddresses.Count == 0 || AddressRange.Contains(_networks, address);
}
