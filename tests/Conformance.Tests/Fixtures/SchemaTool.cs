using System.Text.Json;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

/// <summary>A tool whose arguments a schema describes that no C# signature gives.</summary>
internal static class SchemaTool
{
    public static McpServerTool Create()
    {
        var tool = McpServerTool.Create(() => "Done.", new() { Name = "json_schema_2020_12_tool", Description = "Has a schema of JSON Schema 2020-12." });
        tool.ProtocolTool.InputSchema = JsonElement.Parse(
            """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "$defs": {
                "address": {
                  "$anchor": "addressDef",
                  "type": "object",
                  "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
                }
              },
              "properties": {
                "name": { "type": "string" },
                "address": { "$ref": "#/$defs/address" },
                "contactMethod": { "type": "string", "enum": ["phone", "email"] },
                "phone": { "type": "string" },
                "email": { "type": "string" }
              },
              "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
              "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
              "then": { "required": ["phone"] },
              "else": { "required": ["email"] },
              "additionalProperties": false
            }
            """);
        return tool;
    }
}
