using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Testing;

/// <summary>Creates entries of an audit trail for tests of stores.</summary>
public static class SampleAudit
{
    /// <summary>Creates an entry that the token's owner caused.</summary>
    /// <param name="token">The token.</param>
    /// <param name="action">The action.</param>
    /// <param name="at">The time of the entry, UTC. The default is <see cref="SampleTokens.Noon"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is <see langword="null"/>.</exception>
    public static TokenAuditEntry Of(ApiToken token, TokenAuditAction action = TokenAuditAction.Create, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new()
        {
            Id = $"aud_{Guid.CreateVersion7(SampleTokens.Noon):N}",
            At = at ?? SampleTokens.Noon,
            Action = action,
            TokenId = token.Id,
            OwnerId = token.OwnerId,
            By = new() { Kind = TokenActorKind.Owner, Id = token.OwnerId, Address = "192.0.2.7" },
            Detail = "a detail",
        };
    }
}
