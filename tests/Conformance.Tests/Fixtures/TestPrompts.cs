using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

[McpServerPromptType]
internal sealed class TestPrompts
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("Has text.")]
    public static PromptMessage Simple() => Say("This is a simple prompt for testing.");

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("Has text with two arguments.")]
    public static PromptMessage WithArguments([Description("The first.")] string arg1, [Description("The second.")] string arg2) =>
        Say($"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'");

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("Has a resource.")]
    public static IEnumerable<PromptMessage> WithResource([Description("The resource's address.")] string resourceUri)
    {
        var resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." };
        return [Say(new EmbeddedResourceBlock { Resource = resource }), Say("Please process the embedded resource above.")];
    }

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("Has an image.")]
    public static IEnumerable<PromptMessage> WithImage() =>
        [Say(ImageContentBlock.FromBytes(Samples.Png, "image/png")), Say("Please analyze the image above.")];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Needs the user's word first.")]
    public static PromptMessage Required(RequestContext<GetPromptRequestParams> context) =>
        context.Params?.InputResponses.Text("user_context", "context") is { } answer
            ? Say(answer)
            : throw Required("What context should the prompt use?");

    private static InputRequiredException Required(string message) =>
        new(new Dictionary<string, InputRequest> { ["user_context"] = InputRequest.ForElicitation(Questions.Elicitation(message, "context")) });

    private static PromptMessage Say(string text) => Say(new TextContentBlock { Text = text });

    private static PromptMessage Say(ContentBlock content) => new() { Role = Role.User, Content = content };
}
