using ModelContextProtocol.Protocol;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace Conformance.Tests.Fixtures;

/// <summary>What the tools ask the client for.</summary>
internal static class Questions
{
    public static CreateMessageRequestParams Sampling(string prompt, int tokens = 100) => new()
    {
        Messages = [new() { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }],
        MaxTokens = tokens,
    };

    public static ElicitRequestParams Elicitation(string message, params string[] fields) => new()
    {
        Message = message,
        RequestedSchema = new()
        {
            Properties = fields.ToDictionary(field => field, _ => (PrimitiveSchemaDefinition)new StringSchema()),
            Required = fields,
        },
    };

    public static ElicitRequestParams WithDefaults() => Elicit(new()
    {
        ["name"] = new StringSchema { Default = "John Doe" },
        ["age"] = new NumberSchema { Type = "integer", Default = 30 },
        ["score"] = new NumberSchema { Default = 95.5 },
        ["status"] = new UntitledSingleSelectEnumSchema { Enum = ["active", "inactive", "pending"], Default = "active" },
        ["verified"] = new BooleanSchema { Default = true },
    });

    public static ElicitRequestParams WithChoices() => Elicit(new()
    {
        ["untitledSingle"] = new UntitledSingleSelectEnumSchema { Enum = ["option1", "option2", "option3"] },
        ["titledSingle"] = new TitledSingleSelectEnumSchema { OneOf = Titled },
        ["legacyEnum"] = new LegacyTitledEnumSchema { Enum = ["opt1", "opt2", "opt3"], EnumNames = ["One", "Two", "Three"] },
        ["untitledMulti"] = new UntitledMultiSelectEnumSchema { Items = new() { Enum = ["option1", "option2", "option3"] } },
        ["titledMulti"] = new TitledMultiSelectEnumSchema { Items = new() { AnyOf = Titled } },
    });

    private static IList<EnumSchemaOption> Titled =>
    [
        new() { Const = "value1", Title = "First" },
        new() { Const = "value2", Title = "Second" },
        new() { Const = "value3", Title = "Third" },
    ];

    private static ElicitRequestParams Elicit(Dictionary<string, PrimitiveSchemaDefinition> properties) =>
        new() { Message = "Please fill this in.", RequestedSchema = new() { Properties = properties } };
}
