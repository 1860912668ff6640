using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Reads a <see cref="TokenAuditQuery"/> from the query string, and collects validation errors.</summary>
internal sealed class AuditListQuery(IQueryCollection query)
{
    /// <summary>The maximum number of entries in one response.</summary>
    public const int MaximumLimit = 100;

    private const int MaximumIdentifierLength = 2000;

    private static readonly Dictionary<string, bool> Formats = new()
    {
        ["json"] = false,
        ["jsonl"] = true,
    };

    private readonly QueryReader _reader = new(query);

    public IReadOnlyDictionary<string, string[]> Errors => _reader.Errors;

    /// <summary>Whether all entries are requested, as JSON Lines.</summary>
    public bool IsExport => _reader.Has("format") && _reader.Choose("format", _reader.One("format"), Formats);

    /// <summary>Reads a query for one token.</summary>
    public TokenAuditQuery Read(ApiToken token) => ReadPage() with { TokenId = token.Id, OwnerId = token.OwnerId };

    /// <summary>Reads a query for the whole trail, which has more filters.</summary>
    public TokenAuditQuery ReadForAdmin() => ReadPage() with
    {
        TokenId = _reader.Text("token", MaximumIdentifierLength),
        OwnerId = _reader.Text("owner", MaximumIdentifierLength),
        By = _reader.Text("by", MaximumIdentifierLength),
    };

    /// <summary>Returns the value of <c>after</c> that continues a list after an entry.</summary>
    public static string CursorOf(TokenAuditEntry last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.At.UtcTicks}.{last.Id}");

    private TokenAuditQuery ReadPage() => new()
    {
        From = _reader.Time("from"),
        After = Cursor(),
        Limit = _reader.Number("limit", MaximumLimit, 1, MaximumLimit),
    };

    private TokenAuditCursor? Cursor()
    {
        if (!_reader.Has("after"))
        {
            return null;
        }

        if (_reader.Text("after", 100)?.Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time <= DateTimeOffset.MaxValue.UtcTicks)
        {
            return new() { At = new(time, TimeSpan.Zero), Id = id };
        }

        _reader.Refuse("after", "Must be the 'next' of an earlier answer.");
        return null;
    }
}
