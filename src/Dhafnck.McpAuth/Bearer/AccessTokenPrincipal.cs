using System.Security.Claims;
using System.Security.Principal;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// The principal of one request: what the request adds to it, no other sees. Its identity is made when somebody asks for
/// it, for most requests only ask whether a scope is there.
/// </summary>
internal sealed class AccessTokenPrincipal(AccessTokenClaims token) : ClaimsPrincipal, IBearerPrincipal
{
    private volatile bool _isWhole;

    public override IEnumerable<ClaimsIdentity> Identities => Whole(() => base.Identities);

    public override IIdentity? Identity => Whole(() => base.Identity);

    public string? TokenId => token.TokenId;

    // Once the identity is in other hands, it can have been changed.
    public bool? HasScope(string scope) => _isWhole ? null : token.Scopes.Contains(scope);

    public override void AddIdentity(ClaimsIdentity identity) => AddIdentities([identity]);

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities)
    {
        MakeWhole();
        base.AddIdentities(identities);
    }

    public override Claim? FindFirst(string type) => Whole(() => base.FindFirst(type));

    public override Claim? FindFirst(Predicate<Claim> match) => Whole(() => base.FindFirst(match));

    public override IEnumerable<Claim> FindAll(string type) => Whole(() => base.FindAll(type));

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match) => Whole(() => base.FindAll(match));

    public override bool HasClaim(string type, string value) => Whole(() => base.HasClaim(type, value));

    public override bool HasClaim(Predicate<Claim> match) => Whole(() => base.HasClaim(match));

    public override bool IsInRole(string role) => Whole(() => base.IsInRole(role));

    protected override void WriteTo(BinaryWriter writer, byte[]? userData)
    {
        MakeWhole();
        base.WriteTo(writer, userData);
    }

    private T Whole<T>(Func<T> ask)
    {
        MakeWhole();
        return ask();
    }

    private void MakeWhole()
    {
        if (_isWhole)
        {
            return;
        }

        lock (token)
        {
            if (!_isWhole)
            {
                base.AddIdentity(token.ToIdentity());
                _isWhole = true;
            }
        }
    }
}
