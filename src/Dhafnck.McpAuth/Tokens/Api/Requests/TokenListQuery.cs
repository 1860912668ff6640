using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Reads a <see cref="TokenQuery"/> from the query string, and collects validation errors.</summary>
internal sealed class TokenListQuery(IQueryCollection query)
{
    /// <summary>The maximum number of tokens in one response.</summary>
    public const int MaximumLimit = 100;

    private const int MaximumTextLength = 100;
    private const int MaximumIdentifierLength = 200;

    private static readonly Dictionary<string, TokenKind> Kinds = new()
    {
        ["any"] = TokenKind.Any,
        ["token"] = TokenKind.Token,
        ["connection"] = TokenKind.Connection,
    };

    private static readonly Dictionary<string, TokenState> States = new()
    {
        ["any"] = TokenState.Any,
        ["active"] = TokenState.Active,
        ["expired"] = TokenState.Expired,
        ["revoked"] = TokenState.Revoked,
    };

    private static readonly Dictionary<string, TokenSort> Sorts = new()
    {
        ["created_at"] = TokenSort.CreatedAt,
        ["name"] = TokenSort.Name,
        ["expires_at"] = TokenSort.ExpiresAt,
        ["last_used_at"] = TokenSort.LastUsedAt,
    };

    private static readonly Dictionary<string, bool> Flags = new()
    {
        ["true"] = true,
        ["false"] = false,
    };

    private readonly QueryReader _reader = new(query);

    public IReadOnlyDictionary<string, string[]> Errors => _reader.Errors;

    /// <summary>Reads a query for the tokens of one owner.</summary>
    public TokenQuery Read(string ownerId, DateTimeOffset now) => ReadOf(ownerId, now);

    /// <summary>Reads a query for the tokens of all owners, which has more filters.</summary>
    public TokenQuery ReadForAdmin(DateTimeOffset now) => ReadOf(_reader.Text("owner", MaximumIdentifierLength), now) with
    {
        Scope = _reader.Text("scope", MaximumIdentifierLength),
        IssuedFrom = _reader.Time("issued_after"),
        AwaitsApproval = _reader.Has("awaits_approval") && _reader.Choose("awaits_approval", _reader.One("awaits_approval"), Flags),
    };

    private TokenQuery ReadOf(string? ownerId, DateTimeOffset now)
    {
        var sort = _reader.Has("sort") ? _reader.One("sort") : "-created_at";
        return new()
        {
            OwnerId = ownerId,
            Now = now,
            Kind = _reader.Has("kind") ? _reader.Choose("kind", _reader.One("kind"), Kinds) : TokenKind.Any,
            State = _reader.Has("state") ? _reader.Choose("state", _reader.One("state"), States) : TokenState.Any,
            NameContains = _reader.Text("name", MaximumTextLength),
            ExpiresBefore = _reader.Time("expires_before"),
            Sort = _reader.Choose("sort", sort?.TrimStart('-'), Sorts, "-"),
            Descending = sort is ['-', ..],
            Skip = _reader.Number("skip", 0, 0, int.MaxValue),
            Limit = _reader.Number("limit", MaximumLimit, 1, MaximumLimit),
        };
    }
}
