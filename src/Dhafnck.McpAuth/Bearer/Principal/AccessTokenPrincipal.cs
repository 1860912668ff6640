using System.Security.Claims;
using System.Security.Principal;
using Dhafnck.McpAuth.Bearer.OpenRequests;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Usage.Counts;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Bearer.Principal;

/// <summary>
/// The principal of one request. Changes that a request makes to it are not visible to other requests. The identity is
/// created on demand, because many requests only check for a scope.
/// </summary>
internal sealed class AccessTokenPrincipal(AccessTokenClaims token) : ClaimsPrincipal, IBearerPrincipal, ICountedPrincipal
{
    // Its own, because applications hold the principal and can lock it.
    private readonly Lock _lock = new();
    private AccessTokenIdentity? _identity;
    private bool _isAttached;

    /// <summary>The claims of the token, without what was added to the principal.</summary>
    public AccessTokenClaims Token => token;

    /// <summary>The caller of the message that the request brought, where the SDK needs to know it.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The call that the request started, when a session runs it.</summary>
    public OpenCall? Call { get; set; }

    /// <summary>The call that the request started, when the call ends with the request.</summary>
    public JsonRpcRequest? StatelessCall { get; set; }

    /// <summary>Whether the request's outcome is known. It is counted once.</summary>
    public bool IsAnswered { get; set; }

    public TokenActivity? Activity { get; set; }

    public DateTimeOffset? BeganAt { get; set; }

    // The single identity without attaching it to the base's list, because the SDK reads this for each request.
    public override IEnumerable<ClaimsIdentity> Identities => IsAttached ? base.Identities : [MakeIdentity()];

    public override IIdentity? Identity => IsAttached ? base.Identity : MakeIdentity();

    public string? TokenId => token.TokenId;

    /// <summary>Whether the claims are certain to be the token's: once they have been handed out, they may have been changed.</summary>
    public bool IsUnchanged => Volatile.Read(ref _identity) is not { IsWhole: true };

    // Volatile, because other threads may read while one attaches.
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

    // On demand, because most requests read one claim of the single identity, for which the base does not need to know it.
    private void Attach()
    {
        lock (_lock)
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

        lock (_lock)
        {
            if (_identity is null)
            {
                Volatile.Write(ref _identity, token.ToIdentity());
            }

            return _identity;
        }
    }
}
