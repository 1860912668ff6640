using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Reads a <see cref="TokenQuery"/> from the query string, and collects validation errors.</summary>
internal sealed class TokenListQuery(IQueryCollection query)
{
    /// <summary>The maximum number of tokens in one response.</summary>
    public const int MaximumLimit = 100;

    private const int MaximumTextLength = 100;

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

    private readonly Dictionary<string, string[]> _errors = [];

    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    public TokenQuery Read(string ownerId, DateTimeOffset now)
    {
        var sort = query["sort"].Count == 0 ? "-created_at" : One("sort");
        return new()
        {
            OwnerId = ownerId,
            Now = now,
            Kind = query["kind"].Count == 0 ? TokenKind.Any : Choose("kind", One("kind"), Kinds, ""),
            State = query["state"].Count == 0 ? TokenState.Any : Choose("state", One("state"), States, ""),
            NameContains = Name(),
            ExpiresBefore = QueryTime.Read(query, "expires_before", _errors),
            Sort = Choose("sort", sort?.TrimStart('-'), Sorts, "-"),
            Descending = sort is ['-', ..],
            Skip = Number("skip", 0, 0, int.MaxValue),
            Limit = Number("limit", MaximumLimit, 1, MaximumLimit),
        };
    }

    private string? One(string field) => query[field] is [{ } value] ? value : null;

    private T Choose<T>(string field, string? value, Dictionary<string, T> choices, string prefix)
        where T : struct
    {
        if (value is not null && choices.TryGetValue(value, out var choice))
        {
            return choice;
        }

        var also = prefix.Length == 0 ? "" : $", or one of them with the prefix '{prefix}' for descending order";
        _errors[field] = [$"Must be one of: {string.Join(", ", choices.Keys)}{also}."];
        return default;
    }

    private string? Name()
    {
        if (query["name"].Count == 0)
        {
            return null;
        }

        if (One("name") is { Length: <= MaximumTextLength } text && DisplayText.DescribeForbidden(text) is null)
        {
            return text;
        }

        _errors["name"] = [$"Must be one text of at most {MaximumTextLength} characters, without control, text-direction or invisible characters."];
        return null;
    }

    private int Number(string field, int fallback, int minimum, int maximum)
    {
        StringValues text = query[field];
        if (text.Count == 0)
        {
            return fallback;
        }

        if (text.Count == 1
            && int.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= minimum
            && number <= maximum)
        {
            return number;
        }

        _errors[field] = [$"Must be a whole number from {minimum} to {maximum}."];
        return fallback;
    }
}
