using Dhafnck.McpAuth;

namespace IdentityProviders;

/// <summary>The keys of devices in the rooms, beside the users' tokens: <c>MCP_AUTH_TYPE=jwt,rooms</c>.</summary>
internal sealed class RoomKeyProvider(IConfiguration configuration) : IMcpAuthProvider
{
    public ProviderCredentials Credentials => new() { Prefixes = ["room_"] };

    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(configuration[$"RoomKeys:{context.Token}"] is { Length: > 0 } room
            ? AccessTokenResult.Success(new() { Subject = room, Scopes = [McpScopes.ExecuteMcp, "read:rooms"], Issuer = "rooms" })
            : AccessTokenResult.Rejected("The key is unknown."));
}
