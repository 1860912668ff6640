using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

/// <summary>Compares records by all their properties, with the order in lists, and names the property that differs.</summary>
internal static class RecordAssert
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new HashConverter(), new MetadataConverter() },
    };

    public static void Equal<T>(T expected, T? actual)
        where T : class
    {
        Assert.True(actual is not null, "The store has no such record.");
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var (wanted, found) = (Text(property, expected), Text(property, actual));
            Assert.True(wanted == found, $"{typeof(T).Name}.{property.Name} should be {wanted}, but the store has {found}.");
        }
    }

    public static void EqualInOrder(IEnumerable<ApiToken> expected, IReadOnlyList<ApiToken> actual)
    {
        var records = expected.ToList();
        Assert.Equal(records.Select(token => token.Id), actual.Select(token => token.Id));
        for (var index = 0; index < records.Count; index++)
        {
            Equal(records[index], actual[index]);
        }
    }

    private static string Text(PropertyInfo property, object record) =>
        JsonSerializer.Serialize(property.GetValue(record), property.PropertyType, Json);

    private sealed class HashConverter : JsonConverter<TokenHash>
    {
        public override TokenHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, TokenHash value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToArray());
    }

    // The entries of metadata have no order.
    private sealed class MetadataConverter : JsonConverter<IReadOnlyDictionary<string, string>>
    {
        public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new[] { entry.Key, entry.Value }), options);
    }
}
