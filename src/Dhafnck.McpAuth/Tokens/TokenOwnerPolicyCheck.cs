namespace Dhafnck.McpAuth.Tokens;

/// <summary>Asks the application's policy about a record that is to be written.</summary>
internal static class TokenOwnerPolicyCheck
{
    /// <summary>What is not to be granted, or <see langword="null"/>.</summary>
    public static async Task<TokenOperation?> CheckAsync(this ITokenOwnerPolicy owners, ApiToken token, CancellationToken cancellationToken)
    {
        var grant = new TokenGrant(token.Scopes, token.Audience, token.RateLimit, token.ExpiresAt);
        var errors = await owners.CheckGrantAsync(token.OwnerId, grant, cancellationToken).ConfigureAwait(false);
        return errors.Count == 0 ? null : TokenOperation.Invalid(errors);
    }
}
