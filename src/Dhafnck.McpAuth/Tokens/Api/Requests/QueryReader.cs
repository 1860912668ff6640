using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dhafnck.McpAuth.Tokens.Api.Requests;

/// <summary>Reads values from the query string, and collects validation errors.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly Dictionary<string, string[]> _errors = [];

    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    /// <summary>Returns whether the query has the field.</summary>
    public bool Has(string field) => query[field].Count > 0;

    /// <summary>Returns the value of a field that occurs once.</summary>
    public string? One(string field) => query[field] is [{ } value] ? value : null;

    /// <summary>Adds an error message.</summary>
    public void Refuse(string field, string message) => _errors[field] = [message];

    /// <summary>Returns a time, or <see langword="null"/> when the field is missing or not valid.</summary>
    public DateTimeOffset? Time(string field) => QueryTime.Read(query, field, _errors);

    /// <summary>Returns the choice that a value names.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value, without a prefix.</param>
    /// <param name="choices">The choices by name.</param>
    /// <param name="prefix">The prefix for descending order, or an empty string.</param>
    public T Choose<T>(string field, string? value, IReadOnlyDictionary<string, T> choices, string prefix = "")
        where T : struct
    {
        if (value is not null && choices.TryGetValue(value, out var choice))
        {
            return choice;
        }

        var also = prefix.Length == 0 ? "" : $", or one of them with the prefix '{prefix}' for descending order";
        Refuse(field, $"Must be one of: {string.Join(", ", choices.Keys)}{also}.");
        return default;
    }

    /// <summary>Returns a text, or <see langword="null"/> when the field is missing or not valid.</summary>
    public string? Text(string field, int maximumLength)
    {
        if (!Has(field))
        {
            return null;
        }

        if (One(field) is { } text && text.Length <= maximumLength && DisplayText.DescribeForbidden(text) is null)
        {
            return text;
        }

        Refuse(field, $"Must be one text of at most {maximumLength} characters, without control, text-direction or invisible characters.");
        return null;
    }

    /// <summary>Returns a whole number within a range.</summary>
    public int Number(string field, int fallback, int minimum, int maximum)
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

        Refuse(field, $"Must be a whole number from {minimum} to {maximum}.");
        return fallback;
    }
}
