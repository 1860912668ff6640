using System.Security.Claims;

namespace Dhafnck.McpAuth.Bearer.Principal;

/// <summary>
/// The identity of one request. All requests of a token share the same claims, so claims are copied on demand: a single
/// claim when it is looked up, and all of them when they are enumerated or changed.
/// Claim types are case-sensitive, as claim names in a JWT are (RFC 7519 section 10.1.1).
/// </summary>
internal sealed class AccessTokenIdentity : ClaimsIdentity
{
    private const string Roles = "roles";

    // Its own, because applications hold the identity and can lock it.
    private readonly Lock _lock = new();
    private Claim[]? _shared;
    private Claim? _copy;

    public AccessTokenIdentity(Claim[] shared)
        : base(identity: null, claims: null, authenticationType: null, McpClaimTypes.Subject, Roles, StringComparison.Ordinal) => _shared = shared;

    /// <summary>Whether all claims have been copied, because they were enumerated or changed.</summary>
    public bool IsWhole => Volatile.Read(ref _shared) is null;

    // The ClaimsIdentity constructor that takes an identity reads this property first, and then the claims without calling an override.
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
        lock (_lock)
        {
            if (_shared is { } shared)
            {
                return IndexOf(type, shared) is var index and >= 0 ? CopyOf(shared[index]) : null;
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
        new(identity: null, Claims, McpBearerDefaults.AuthenticationScheme, NameClaimType, RoleClaimType, StringComparison.Ordinal)
        {
            Actor = Actor,
            BootstrapContext = BootstrapContext,
            Label = Label,
        };

    // The claim looked up last, most likely the subject, stays the same object when all claims are copied.
    private Claim CopyOf(Claim shared) => _copy?.Type == shared.Type ? _copy : _copy = shared.Clone(this);

    private void MakeWhole()
    {
        lock (_lock)
        {
            if (_shared is { } shared)
            {
                var copied = _copy is null ? -1 : IndexOf(_copy.Type, shared);
                for (var index = 0; index < shared.Length; index++)
                {
                    base.AddClaim(index == copied ? _copy! : shared[index].Clone(this));
                }

                Volatile.Write(ref _shared, null);
            }
        }
    }

    // A loop, because a lambda would allocate on each request.
    private static int IndexOf(string type, Claim[] claims)
    {
        for (var index = 0; index < claims.Length; index++)
        {
            if (claims[index].Type == type)
            {
                return index;
            }
        }

        return -1;
    }
}
