using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Conformance.Tests.Fixtures;

/// <summary>Reads what the client sent back, where anything may stand that a client can write.</summary>
internal static class Answers
{
    /// <summary>What the user wrote in a field, or <see langword="null"/> where the answer is not one.</summary>
    public static string? Text(this IDictionary<string, InputResponse>? answers, string key, string field) =>
        answers.Find(key, "content") is { ValueKind: JsonValueKind.Object } content
        && content.TryGetProperty(field, out var value)
            ? value.ToString()
            : null;

    /// <summary>A property of an answer, or <see langword="null"/> where there is none.</summary>
    public static JsonElement? Find(this IDictionary<string, InputResponse>? answers, string key, string property) =>
        answers is not null
        && answers.TryGetValue(key, out var answer)
        && answer?.RawValue is { ValueKind: JsonValueKind.Object } value
        && value.TryGetProperty(property, out var found)
            ? found
            : null;
}
