using System.Security.Claims;
using System.Security.Principal;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Usage;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// The principal of one request: what the request adds to it, no other sees. Its identity is made when somebody asks for
/// it, for many requests only ask whether a scope is there.
/// </summary>
internal sealed class AccessTokenPrincipal(AccessTokenClaims token) : ClaimsPrincipal, IBearerPrincipal, ICountedPrincipal
{
    private AccessTokenIdentity? _identity;
    private bool _isAttached;

    /// <summary>What the token says, whatever was added to the principal.</summary>
    public AccessTokenClaims Token => token;

    /// <summary>The call that the request brought, where sessions run it.</summary>
    public OpenCall? Call { get; set; }

    /// <summary>The call that the request brought, where it ends with its request.</summary>
    public JsonRpcRequest? StatelessCall { get; set; }

    public TokenActivity? Activity { get; set; }

    public DateTimeOffset? BeganAt { get; set; }

    // The one identity as it is, and not yet the base's list: the SDK asks this of each request.
    public override IEnumerable<ClaimsIdentity> Identities => IsAttached ? base.Identities : [MakeIdentity()];

    public override IIdentity? Identity => IsAttached ? base.Identity : MakeIdentity();

    public string? TokenId => token.TokenId;

    /// <summary>Whether the principal says what the token says: once its claims are in other hands, they can have been changed.</summary>
    public bool IsUnchanged => Volatile.Read(ref _identity) is not { IsWhole: true };

    // Others may look while one attaches.
    private bool IsAttached => Volatile.Read(ref _isAttached);

    public bool? HasScope(string scope) => IsUnchanged ? token.Scopes.Contains(scope) : null;

    public override void AddIdentity(ClaimsIdentity identity) => AddIdentities([identity]);

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities)
    {
        Attach();
        base.AddIdentities(identities);
    }

    public override Claim? FindFirst(string type) => IsAttached ? base.FindFirst(type) : MakeIdentity().FindFirst(type);

    public override Claim? FindFirst(Predicate<Claim> match)
    {
        Attach();
        return base.FindFirst(match);
    }

    public override IEnumerable<Claim> FindAll(string type)
    {
        Attach();
        return base.FindAll(type);
    }

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        Attach();
        return base.FindAll(match);
    }

    public override bool HasClaim(string type, string value)
    {
        Attach();
        return base.HasClaim(type, value);
    }

    public override bool HasClaim(Predicate<Claim> match)
    {
        Attach();
        return base.HasClaim(match);
    }

    public override bool IsInRole(string role)
    {
        Attach();
        return base.IsInRole(role);
    }

    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        Attach();
        base.WriteTo(writer, userData);
    }

    // Most requests ask for one claim of the one identity, which the base need not know for that.
    private void Attach()
    {
        lock (this)
        {
            if (!_isAttached)
            {
                base.AddIdentity(MakeIdentity());
                Volatile.Write(ref _isAttached, true);
            }
        }
    }

    private AccessTokenIdentity MakeIdentity()
    {
        if (_identity is { } known)
        {
            return known;
        }

        lock (this)
        {
            if (_identity is null)
            {
                Volatile.Write(ref _identity, token.ToIdentity());
            }

            return _identity;
        }
    }
}
