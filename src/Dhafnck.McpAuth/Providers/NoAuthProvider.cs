using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Providers;

/// <summary>Lets every request in, as one and the same subject <c>anonymous</c>, whatever it presents. For development.</summary>
public sealed class NoAuthProvider : IMcpAuthProvider
{
    private readonly AccessTokenResult _accepted;

    internal NoAuthProvider(ScopeOptions scopes) =>
        _accepted = AccessTokenResult.Success(new() { Subject = "anonymous", Scopes = [.. scopes.Granted], Issuer = "none" });

    /// <summary>Always <see langword="false"/>: no token is needed, and none is read.</summary>
    public bool RequiresToken => false;

    /// <inheritdoc/>
    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_accepted);
}
