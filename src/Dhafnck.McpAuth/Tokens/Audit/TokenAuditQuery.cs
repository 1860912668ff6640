namespace Dhafnck.McpAuth.Tokens;

/// <summary>A query for one page of the audit trail. The latest entry is the first.</summary>
public sealed record TokenAuditQuery
{
    /// <summary>The identifier of the token.</summary>
    /// <value>The default is <see langword="null"/>: any token.</value>
    public string? TokenId { get; init; }

    /// <summary>The identifier of the token's owner.</summary>
    /// <value>The default is <see langword="null"/>: any owner.</value>
    public string? OwnerId { get; init; }

    /// <summary>The identifier of the actor.</summary>
    /// <value>The default is <see langword="null"/>: any actor.</value>
    public string? By { get; init; }

    /// <summary>The time, UTC, from which entries are returned.</summary>
    /// <value>The default is <see langword="null"/>: no start.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the previous page. Only entries after it in the list are returned, which are earlier in time.</summary>
    /// <value>The default is <see langword="null"/>: the first page.</value>
    public TokenAuditCursor? After { get; init; }

    /// <summary>The maximum number of entries.</summary>
    /// <value>1 or more. The default is 100.</value>
    public int Limit { get; init; } = 100;
}
