using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Providers;

/// <summary>Accepts the fixed tokens of <see cref="EnvAuthOptions"/> (<c>MCP_BEARER_TOKEN</c>). It compares them in constant time.</summary>
internal sealed class EnvAuthProvider : IMcpAuthProvider
{
    internal const string Issuer = "env";

    private readonly TokenHash[] _hashes;
    private readonly AccessTokenResult _accepted;

    internal EnvAuthProvider(EnvAuthOptions options, ScopeOptions scopes)
    {
        _hashes = [.. options.Tokens.Select(TokenHash.Compute)];
        Credentials = string.IsNullOrEmpty(options.Prefix) ? ProviderCredentials.Any : new() { Prefixes = [options.Prefix] };
        _accepted = AccessTokenResult.Success(new() { Subject = options.Subject, Scopes = [.. scopes.Granted], Issuer = Issuer });
    }

    /// <inheritdoc/>
    public ProviderCredentials Credentials { get; }

    /// <inheritdoc/>
    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var presented = TokenHash.Compute(context.Token);
        var known = false;
        foreach (var hash in _hashes)
        {
            // No short circuit, so that the duration does not reveal which token matched.
            known |= hash.Equals(presented);
        }

        return ValueTask.FromResult(known ? _accepted : AccessTokenResult.Rejected(Rejection.Of(RejectionReason.NotGenuine, detail: "not one of MCP_BEARER_TOKEN")));
    }
}
