using YamlDotNet.RepresentationModel;

namespace Samples.Tests.Containers;

/// <summary>The files of a sample that a container engine reads.</summary>
internal sealed class ContainerFiles(string sample)
{
    public string Folder { get; } = Path.Combine(Repository.Root, "samples", sample);

    public string Dockerfile => File.ReadAllText(Path.Combine(Folder, "Dockerfile"));

    public YamlMappingNode Compose { get; } = Read(Path.Combine(Repository.Root, "samples", sample, "compose.yaml"));

    public YamlMappingNode Service(string name) => (YamlMappingNode)Compose["services"][name];

    public static IEnumerable<string> Strings(YamlNode node) => ((YamlSequenceNode)node).Select(item => ((YamlScalarNode)item).Value!);

    public static string String(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static YamlMappingNode Read(string path)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(path);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }
}
