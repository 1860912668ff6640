using System.Text.Json;
using System.Text.Json.Nodes;

namespace Samples.Tests.TokenServer;

/// <summary>An OpenAPI document, and whether an answer is what it says.</summary>
public sealed class ApiDescription(JsonObject document)
{
    public IReadOnlyDictionary<string, JsonObject> Operations { get; } = document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => (Name: $"{operation.Key.ToUpperInvariant()} {path.Key}", Operation: operation.Value!.AsObject())))
        .ToDictionary(operation => operation.Name, operation => operation.Operation);

    public JsonObject SecurityScheme(string name) => document["components"]!["securitySchemes"]![name]!.AsObject();

    /// <summary>The names of the properties of a schema of the document's.</summary>
    public IEnumerable<string> Properties(string schema) => Schema(schema)["properties"]!.AsObject().Select(property => property.Key);

    public JsonObject Property(string schema, string name) => Schema(schema)["properties"]![name]!.AsObject();

    /// <summary>Asserts that the operation has this answer, with its headers, its media type, and a body like this one.</summary>
    public async Task ShouldDescribeAsync(string operation, HttpResponseMessage response)
    {
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var described = Operations[operation]["responses"]![status]?.AsObject();
        described.Should().NotBeNull("{0} answered {1}", operation, status);
        foreach (var (header, _) in described!["headers"]?.AsObject() ?? [])
        {
            response.Headers.TryGetValues(header, out _).Should().BeTrue("{0} should come with {1} {2}", header, status, operation);
        }

        var contents = described["content"]?.AsObject() ?? [];
        var body = await response.Content.ReadAsStringAsync();
        if (contents.Count == 0)
        {
            body.Should().BeEmpty();
            return;
        }

        var content = contents[response.Content.Headers.ContentType!.MediaType!];
        content.Should().NotBeNull("{0} answered {1} as {2}", operation, status, response.Content.Headers.ContentType);
        ShouldBe(JsonNode.Parse(body), content!["schema"]!.AsObject(), $"{status} {operation}");
    }

    private JsonObject Schema(string name) => document["components"]!["schemas"]![name]!.AsObject();

    private void ShouldBe(JsonNode? value, JsonObject schema, string where)
    {
        if (schema["oneOf"] is JsonArray choices)
        {
            // A nullable object is the choice between null and its schema.
            choices.Select(choice => choice!["type"]?.GetValue<string>()).Should().Contain("null", "of {0}", where);
            if (value is null)
            {
                return;
            }

            schema = choices.Select(choice => choice!.AsObject()).Single(choice => choice["type"]?.GetValue<string>() != "null");
        }

        schema = schema["$ref"] is { } reference ? Schema(reference.GetValue<string>().Split('/')[^1]) : schema;
        var types = schema["type"] is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [schema["type"]!.GetValue<string>()];
        types.Should().Contain(TypeOf(value), "of {0}", where);
        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                ShouldBe(item, schema["items"]!.AsObject(), where + "[]");
            }
        }
        else if (value is JsonObject fields)
        {
            ShouldHave(fields, schema, where);
        }
    }

    private void ShouldHave(JsonObject fields, JsonObject schema, string where)
    {
        var required = (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>());
        required.Except(fields.Select(field => field.Key)).Should().BeEmpty("{0} should have them", where);
        foreach (var (name, field) in fields)
        {
            // A problem may have more than the schema says (RFC 9457 section 3.2).
            var described = schema["properties"]?[name] ?? schema["additionalProperties"];
            (described is not null || name == "traceId").Should().BeTrue("{0}.{1} should be described", where, name);
            if (described is not null)
            {
                ShouldBe(field, described.AsObject(), $"{where}.{name}");
            }
        }
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "integer",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
