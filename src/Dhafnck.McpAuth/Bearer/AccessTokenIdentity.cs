using System.Security.Claims;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// The identity of one request. What a token says is the same for all its requests, so the claims are copied when
/// somebody takes them into the hand: one that is asked for alone, and all when they are gone through or changed.
/// </summary>
internal sealed class AccessTokenIdentity : ClaimsIdentity
{
    private readonly Claim[] _shared;
    private Claim? _copy;
    private int _copied = -1;
    private bool _isWhole;

    public AccessTokenIdentity(Claim[] shared)
        : base(authenticationType: null, nameType: McpClaimTypes.Subject, roleType: "roles") => _shared = shared;

    /// <summary>Whether the claims have been gone through or changed.</summary>
    public bool IsWhole => Volatile.Read(ref _isWhole);

    // Whoever makes another identity of this one asks for the type first, and takes the claims behind its back then.
    public override string? AuthenticationType
    {
        get
        {
            MakeWhole();
            return McpBearerDefaults.AuthenticationScheme;
        }
    }

    public override bool IsAuthenticated => true;

    public override IEnumerable<Claim> Claims
    {
        get
        {
            MakeWhole();
            return base.Claims;
        }
    }

    public override Claim? FindFirst(string type)
    {
        lock (_shared)
        {
            if (!_isWhole)
            {
                return IndexOf(type) is var index and >= 0 ? CopyOf(index) : null;
            }
        }

        return base.FindFirst(type);
    }

    public override void AddClaim(Claim claim)
    {
        MakeWhole();
        base.AddClaim(claim);
    }

    public override void AddClaims(IEnumerable<Claim?> claims)
    {
        MakeWhole();
        base.AddClaims(claims);
    }

    public override void RemoveClaim(Claim? claim)
    {
        MakeWhole();
        base.RemoveClaim(claim);
    }

    public override bool TryRemoveClaim(Claim? claim)
    {
        MakeWhole();
        return base.TryRemoveClaim(claim);
    }

    public override ClaimsIdentity Clone() =>
        new(Claims, McpBearerDefaults.AuthenticationScheme, NameClaimType, RoleClaimType) { Actor = Actor, BootstrapContext = BootstrapContext, Label = Label };

    // A loop, because a lambda would be an object for each request.
    private int IndexOf(string type)
    {
        for (var index = 0; index < _shared.Length; index++)
        {
            if (string.Equals(_shared[index].Type, type, StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        return -1;
    }

    // The one that was asked for last, most likely the subject, stays the same object when all are copied.
    private Claim CopyOf(int index)
    {
        if (_copy is null || _copied != index)
        {
            (_copy, _copied) = (_shared[index].Clone(this), index);
        }

        return _copy;
    }

    private void MakeWhole()
    {
        lock (_shared)
        {
            if (!_isWhole)
            {
                var (copy, copied) = (_copy, _copied);
                for (var index = 0; index < _shared.Length; index++)
                {
                    base.AddClaim(index == copied ? copy! : _shared[index].Clone(this));
                }

                Volatile.Write(ref _isWhole, true);
            }
        }
    }
}
