namespace Dhafnck.McpAuth.Testing;

/// <summary>Accepts the tokens of <see cref="TestTokens"/>.</summary>
internal sealed class TestTokenProvider(TestTokens tokens) : IMcpAuthProvider
{
    /// <summary>The authentication type that selects this provider.</summary>
    public const string AuthType = "test";

    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(tokens.Find(context.Token) is { } accessToken
            ? AccessTokenResult.Success(accessToken)
            : AccessTokenResult.Rejected("The access token is invalid."));
}
