using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Conformance.Tests.Fixtures;

[McpServerResourceType]
internal sealed class TestResources
{
    [McpServerResource(UriTemplate = "test://static-text", Name = "text", MimeType = "text/plain"), Description("Has text.")]
    public static string Text() => "This is the content of the static text resource.";

    [McpServerResource(UriTemplate = "test://static-binary", Name = "binary", MimeType = "image/png"), Description("Has an image.")]
    public static ResourceContents Binary() => BlobResourceContents.FromBytes(Samples.Png, "test://static-binary", "image/png");

    [McpServerResource(UriTemplate = "test://template/{id}/data", Name = "template", MimeType = "application/json"), Description("Has what its address says.")]
    public static string Template(string id) => $$"""{"id":"{{id}}","templateTest":true,"data":"Data for ID: {{id}}"}""";

    [McpServerResource(UriTemplate = "test://watched-resource", Name = "watched", MimeType = "text/plain"), Description("Can be subscribed to.")]
    public static string Watched() => "Watched.";
}
