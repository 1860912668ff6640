namespace Dhafnck.McpAuth.Tests.Providers;

internal sealed class EverybodyProvider : IMcpAuthProvider
{
    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(AccessTokenResult.Success(new() { Subject = "everybody", Scopes = ["execute:mcp"], Issuer = "test" }));
}
