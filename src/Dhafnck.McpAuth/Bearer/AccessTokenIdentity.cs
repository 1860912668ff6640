using System.Security.Claims;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// The identity of one request. What a token says is the same for all its requests, so the claims are copied when
/// somebody takes them into the hand: one that is asked for alone, and all when they are gone through or changed.
/// The types of claims are case-sensitive, as the names in a JWT are (RFC 7519 section 10.1.1).
/// </summary>
internal sealed class AccessTokenIdentity : ClaimsIdentity
{
    private const string Roles = "roles";

    private Claim[]? _shared;
    private Claim? _copy;

    public AccessTokenIdentity(Claim[] shared)
        : base(identity: null, claims: null, authenticationType: null, McpClaimTypes.Subject, Roles, StringComparison.Ordinal) => _shared = shared;

    /// <summary>Whether the claims have been gone through or changed.</summary>
    public bool IsWhole => Volatile.Read(ref _shared) is null;

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
        lock (this)
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
        new(identity: null, Claims, McpBearerDefaults.AuthenticationScheme, NameClaimType, RoleClaimType, StringComparison.Ordinal) { Actor = Actor, BootstrapContext = BootstrapContext, Label = Label };

    // The one that was asked for last, most likely the subject, stays the same object when all are copied.
    private Claim CopyOf(Claim shared) => _copy?.Type == shared.Type ? _copy : _copy = shared.Clone(this);

    private void MakeWhole()
    {
        lock (this)
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

    // A loop, because a lambda would be an object for each request.
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
