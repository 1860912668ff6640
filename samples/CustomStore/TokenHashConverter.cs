using System.Text.Json;
using System.Text.Json.Serialization;
using Dhafnck.McpAuth.Tokens;

namespace CustomStore;

/// <summary>Writes a hash as text. A hash is not part of JSON by default, so that it reaches no log or response by mistake.</summary>
internal sealed class TokenHashConverter : JsonConverter<TokenHash>
{
    public override TokenHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TokenHash.FromBytes(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, TokenHash value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToArray());
}
