using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Updates the record of an active token.</summary>
internal sealed class TokenEditing(ITokenStore store, TokenOwnerPolicyCheck policy, TokenIssuer issuer, NewApiTokenValidator validator)
{
    /// <summary>Returns the result, or <see langword="null"/> after a concurrent change of the record.</summary>
    public async Task<TokenOperation?> TryUpdateAsync(ApiToken token, ApiTokenUpdate change, CancellationToken cancellationToken)
    {
        if (!token.IsActive(issuer.Now()))
        {
            return TokenOperation.Refused(TokenOperationStatus.Inactive);
        }

        var metadata = MetadataMerge.Apply(token.Metadata, change.Metadata);
        var errors = validator.Validate(change).Concat(NewApiTokenValidator.ValidateMetadata(metadata)).ToDictionary(StringComparer.Ordinal);
        if (errors.Count > 0)
        {
            return TokenOperation.Invalid(errors);
        }

        var changed = token.Recorded(TokenHistoryAction.Changed, issuer.Now(), token.OwnerId) with
        {
            Name = change.Name?.Trim() ?? token.Name,
            Scopes = change.Scopes is null ? token.Scopes : Distinct(change.Scopes),
            RateLimit = change.RateLimit ?? token.RateLimit,
            AllowedAddresses = change.AllowedAddresses is null ? token.AllowedAddresses : Networks(change.AllowedAddresses),
            Metadata = metadata.ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal),
        };
        if (Widens(token, changed) && await policy.CheckAsync(changed, TokenOperation.Invalid, cancellationToken).ConfigureAwait(false) is { } notGranted)
        {
            return notGranted;
        }

        return await store.TryUpdateAsync(changed, cancellationToken: cancellationToken).ConfigureAwait(false)
            ? TokenOperation.Done(changed with { Version = changed.Version + 1 })
            : null;
    }

    // An owner whose grants were reduced can still narrow or rename a token.
    private static bool Widens(ApiToken token, ApiToken changed) =>
        changed.Scopes.Except(token.Scopes, StringComparer.Ordinal).Any()
        || changed.RateLimit > token.RateLimit
        || (token.AllowedAddresses.Count > 0
            && (changed.AllowedAddresses.Count == 0 || changed.AllowedAddresses.Except(token.AllowedAddresses, StringComparer.Ordinal).Any()));

    public static string[] Distinct(IReadOnlyList<string?> scopes) => [.. scopes.OfType<string>().Distinct(StringComparer.Ordinal)];

    public static string[] Networks(IReadOnlyList<string?>? addresses) =>
        [.. (addresses ?? []).Select(AddressRange.Normalize).OfType<string>().Distinct(StringComparer.Ordinal)];
}
