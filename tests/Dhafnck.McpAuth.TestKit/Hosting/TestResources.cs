using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.TestKit.Hosting;

[McpServerResourceType]
public sealed class TestResources
{
    [McpServerResource(UriTemplate = "test://open", Name = "open")]
    public static string Open() => "open to all";

    [McpServerResource(UriTemplate = "test://context", Name = "context"), RequiredScope("read:context")]
    public static string Context() => "context";

    [McpServerResource(UriTemplate = "test://context/{key}", Name = "context_entry"), RequiredScope("read:context")]
    public static string ContextEntry(string key) => key;
}
