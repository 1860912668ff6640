using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>Accepts the tokens of <see cref="StaticTokenOptions"/>, compared in constant time: <c>MCP_BEARER_TOKEN</c>.</summary>
public sealed class EnvAuthProvider : IMcpAuthProvider
{
    internal const string Issuer = "env";

    private readonly TokenHash[] _hashes;
    private readonly AccessTokenResult _accepted;

    internal EnvAuthProvider(StaticTokenOptions options, ScopeOptions scopes)
    {
        _hashes = [.. options.Tokens.Select(TokenHash.Of)];
        _accepted = AccessTokenResult.Success(new() { Subject = options.Subject, Scopes = [.. scopes.Granted], Issuer = Issuer });
    }

    /// <inheritdoc/>
    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var presented = TokenHash.Of(context.Token);
        var known = false;
        foreach (var hash in _hashes)
        {
            // No short circuit: how long it takes says nothing of which token matched.
            known |= hash.Equals(presented);
        }

        return ValueTask.FromResult(known ? _accepted : AccessTokenResult.Rejected(new Rejection { Description = "The access token is invalid.", Detail = "not one of MCP_BEARER_TOKEN", Reason = RejectionReason.NotGenuine }));
    }
}
