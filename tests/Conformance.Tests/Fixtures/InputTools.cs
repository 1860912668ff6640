using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Call = ModelContextProtocol.Server.RequestContext<ModelContextProtocol.Protocol.CallToolRequestParams>;

namespace Conformance.Tests.Fixtures;

/// <summary>Tools of 2026-07-28 that answer with a question, and end when they are called again with the answer.</summary>
[McpServerToolType]
internal sealed class InputTools
{
    private const string First = "first";
    private const string Second = "second";

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Needs the user's name.")]
    public static string Elicit(Call call) =>
        call.Params?.InputResponses.Text("user_name", "name") is { } name ? $"Hello, {name}!" : throw Ask(null, ("user_name", Name()));

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Needs the client's model.")]
    public static string Sample(Call call) =>
        call.Params?.InputResponses.Find("capital_question", "content") is { } answer
            ? answer.ToString()
            : throw Ask(null, ("capital_question", InputRequest.ForSampling(Questions.Sampling("What is the capital of France?"))));

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Needs the client's roots.")]
    public static string Roots(Call call) =>
        call.Params?.InputResponses.Find("client_roots", "roots") is { } roots ? roots.ToString() : throw Ask(null, ("client_roots", Roots()));

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Needs its state again.")]
    public static string State(Call call) => StateOf(call) is First ? "state-ok" : throw Ask(First, ("confirm", Confirmation()));

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Refuses a state that it did not give.")]
    public static string TamperedState(Call call) => State(call);

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Needs three things at once.")]
    public static string Several(Call call) =>
        StateOf(call) is First && call.Params?.InputResponses is { Count: >= 3 }
            ? "Complete."
            : throw Ask(
                First,
                ("user_name", Name()),
                ("greeting", InputRequest.ForSampling(Questions.Sampling("Generate a greeting", 50))),
                ("client_roots", Roots()));

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Needs two things, one after the other.")]
    public static string Rounds(Call call) => StateOf(call) switch
    {
        Second => "Complete.",
        First => throw Ask(Second, ("step2", Elicitation("Step 2: What is your favorite color?", "color"))),
        _ => throw Ask(First, ("step1", Elicitation("Step 1: What is your name?", "name"))),
    };

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks for what the client can do.")]
    public static string Capabilities(Call call)
    {
        var questions = new List<(string, InputRequest)>();
        if (call.Server.ClientCapabilities?.Elicitation is not null)
        {
            questions.Add(("user_name", Name()));
        }

        if (call.Server.ClientCapabilities?.Sampling is not null)
        {
            questions.Add(("greeting", InputRequest.ForSampling(Questions.Sampling("Generate a greeting", 50))));
        }

        return call.Params?.InputResponses is { Count: > 0 } ? "Complete." : throw Ask(null, [.. questions]);
    }

    private static string? StateOf(Call call) => call.Params?.RequestState switch
    {
        null or First or Second => call.Params?.RequestState,
        _ => throw new McpProtocolException("The state is not one that was given.", McpErrorCode.InvalidParams),
    };

    private static InputRequest Name() => Elicitation("What is your name?", "name");

    private static InputRequest Confirmation() => Elicitation("Please confirm", "ok");

    private static InputRequest Roots() => InputRequest.ForRootsList(new());

    private static InputRequest Elicitation(string message, string field) => InputRequest.ForElicitation(Questions.Elicitation(message, field));

    private static InputRequiredException Ask(string? state, params (string Key, InputRequest Request)[] questions) =>
        new(questions.ToDictionary(question => question.Key, question => question.Request), state);
}
