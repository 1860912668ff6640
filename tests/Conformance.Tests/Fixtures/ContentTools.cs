using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

/// <summary>Tools that answer from what they have: each kind of content, and an error.</summary>
[McpServerToolType]
internal sealed class ContentTools
{
    [McpServerTool(Name = "test_simple_text"), Description("Answers with text.")]
    public static string SimpleText() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), Description("Answers with an image.")]
    public static ContentBlock Image() => ImageContentBlock.FromBytes(Samples.Png, "image/png");

    [McpServerTool(Name = "test_audio_content"), Description("Answers with a sound.")]
    public static ContentBlock Audio() => AudioContentBlock.FromBytes(Samples.Wav, "audio/wav");

    [McpServerTool(Name = "test_embedded_resource"), Description("Answers with a resource.")]
    public static ContentBlock Resource() => Embed("test://embedded-resource", "text/plain", "This is an embedded resource content.");

    [McpServerTool(Name = "test_multiple_content_types"), Description("Answers with text, an image and a resource.")]
    public static IEnumerable<ContentBlock> Several() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        Image(),
        Embed("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""),
    ];

    [McpServerTool(Name = "test_error_handling"), Description("Always fails.")]
    public static string Fail() => throw new McpException("This tool intentionally returns an error for testing");

    [McpServerTool(Name = "test_header_tool"), Description("Has a parameter that a header repeats.")]
    public static string Mirror([McpHeader("Region"), Description("Where.")] string region) => region;

    private static EmbeddedResourceBlock Embed(string uri, string mimeType, string text) =>
        new() { Resource = new TextResourceContents { Uri = uri, MimeType = mimeType, Text = text } };
}
