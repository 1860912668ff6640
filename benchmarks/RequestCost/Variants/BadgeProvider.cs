using Dhafnck.McpAuth;

namespace RequestCost.Variants;

/// <summary>A provider of the application's own, whose tokens have a prefix. No client of the benchmark has one.</summary>
internal sealed class BadgeProvider : IMcpAuthProvider
{
    public const string Name = "badge";

    public ProviderCredentials Credentials { get; } = new() { Prefixes = ["badge_"] };

    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
        new(AccessTokenResult.Rejected("There are no badges."));
}
