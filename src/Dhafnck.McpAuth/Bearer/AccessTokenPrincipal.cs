using System.Security.Claims;
using System.Security.Principal;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// The principal of one request: what the request adds to it, no other sees. Its identity is made when somebody asks for
/// it, for many requests only ask whether a scope is there.
/// </summary>
internal sealed class AccessTokenPrincipal(AccessTokenClaims token) : ClaimsPrincipal, IBearerPrincipal
{
    private AccessTokenIdentity? _identity;

    public override IEnumerable<ClaimsIdentity> Identities
    {
        get
        {
            MakeIdentity();
            return base.Identities;
        }
    }

    public override IIdentity? Identity
    {
        get
        {
            MakeIdentity();
            return base.Identity;
        }
    }

    public string? TokenId => token.TokenId;

    // Once the claims are in other hands, they can have been changed.
    public bool? HasScope(string scope) => _identity is { IsWhole: true } ? null : token.Scopes.Contains(scope);

    public override void AddIdentity(ClaimsIdentity identity) => AddIdentities([identity]);

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities)
    {
        MakeIdentity();
        base.AddIdentities(identities);
    }

    public override Claim? FindFirst(string type)
    {
        MakeIdentity();
        return base.FindFirst(type);
    }

    public override Claim? FindFirst(Predicate<Claim> match)
    {
        MakeIdentity();
        return base.FindFirst(match);
    }

    public override IEnumerable<Claim> FindAll(string type)
    {
        MakeIdentity();
        return base.FindAll(type);
    }

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        MakeIdentity();
        return base.FindAll(match);
    }

    public override bool HasClaim(string type, string value)
    {
        MakeIdentity();
        return base.HasClaim(type, value);
    }

    public override bool HasClaim(Predicate<Claim> match)
    {
        MakeIdentity();
        return base.HasClaim(match);
    }

    public override bool IsInRole(string role)
    {
        MakeIdentity();
        return base.IsInRole(role);
    }

    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        MakeIdentity();
        base.WriteTo(writer, userData);
    }

    private void MakeIdentity()
    {
        if (_identity is not null)
        {
            return;
        }

        lock (token)
        {
            if (_identity is null)
            {
                var identity = token.ToIdentity();
                base.AddIdentity(identity);
                Volatile.Write(ref _identity, identity);
            }
        }
    }
}
