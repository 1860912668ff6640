using System.Text.Json;
using System.Text.RegularExpressions;
using Samples.Tests.TokenServer;
using YamlDotNet.RepresentationModel;
using static Samples.Tests.Containers.ContainerFiles;

namespace Samples.Tests.Containers;

/// <summary>What can be known of the token server's container without a container engine.</summary>
public sealed partial class ContainerTests(SharedTokenServer shared)
{
    private readonly ContainerFiles _files = new("TokenServer");

    [Fact]
    public void The_server_has_a_read_only_root_no_capabilities_and_time_to_stop()
    {
        var server = _files.Service("dhafnck-mcp");

        String(server["read_only"]).Should().Be("true");
        Strings(server["tmpfs"]).Should().Equal("/tmp");
        Strings(server["cap_drop"]).Should().Equal("ALL");
        Strings(server["security_opt"]).Should().Equal("no-new-privileges:true");
        int.Parse(String(server["stop_grace_period"]).TrimEnd('s')).Should().BeGreaterThan(30, "the host waits 30 seconds for open requests");
    }

    [Fact]
    public void Every_path_of_the_files_exists()
    {
        var server = _files.Service("dhafnck-mcp");
        var context = Path.GetFullPath(Path.Combine(_files.Folder, String(server["build"]["context"])));

        context.Should().Be(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Repository.Root)));
        File.Exists(Path.Combine(context, String(server["build"]["dockerfile"]))).Should().BeTrue();
        Published().Matches(_files.Dockerfile).Should().ContainSingle().Which.Groups[1].Value.Should().Match(project => Directory.Exists(Path.Combine(context, project)));
        _files.Dockerfile.Should().Contain("""ENTRYPOINT ["dotnet", "TokenServer.dll"]""");
    }

    [Fact]
    public void Every_secret_is_a_file_that_the_compose_file_declares_and_git_ignores()
    {
        var declared = ((YamlMappingNode)_files.Compose["secrets"]).ToDictionary(secret => String(secret.Key), secret => String(secret.Value["file"]));

        foreach (var name in new[] { "dhafnck-mcp", "database" })
        {
            var service = _files.Service(name);
            Strings(service["secrets"]).Should().BeSubsetOf(declared.Keys);
            var variables = Strings(service["environment"]).ToList();
            variables.SelectMany(variable => SecretPath().Matches(variable).Select(match => match.Groups[1].Value)).Should().BeEquivalentTo(Strings(service["secrets"]));
            variables.Should().NotContain(variable => variable.Contains("Password=") || variable.Contains("SECRET_KEY=") || variable.Contains("PASSWORD="));
        }

        declared.Values.Should().OnlyContain(file => file.StartsWith("./secrets/"));
        File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")).Should().Contain("samples/TokenServer/secrets/");
        File.ReadAllLines(Path.Combine(_files.Folder, "Dockerfile.dockerignore")).Should().Contain("samples/TokenServer/secrets");
    }

    [Theory]
    [InlineData("/healthz/ready", 0)]
    [InlineData("/healthz/nothing", 1)]
    public async Task The_health_check_of_the_image_tells_a_server_that_is_ready_from_another(string path, int exitCode)
    {
        Assert.SkipUnless(Command.Exists("bash"), "bash is not installed.");
        var command = JsonSerializer.Deserialize<string[]>(HealthCheck().Match(_files.Dockerfile).Groups[1].Value)!;
        command[^1].Should().Contain("/healthz/ready").And.Contain("/8000 ");
        command[^1] = command[^1].Replace("/healthz/ready", path).Replace("/8000 ", $"/{shared.Process.Address.Port} ");

        var result = await Command.RunAsync(command[0], command[1..]);

        result.ExitCode.Should().Be(exitCode, result.Output);
    }

    [Fact]
    public async Task The_password_of_the_database_comes_from_its_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            // SQLite without encryption refuses any password, and so shows that it got one.
            await File.WriteAllTextAsync(file, "from-the-file\n", TestContext.Current.CancellationToken);

            var (exitCode, output) = await TokenServerProcess.RunToEndAsync(
                "Production",
                ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"),
                ("ConnectionStrings__TokenServer", "Data Source=:memory:"),
                ("DatabasePasswordFile", file));

            exitCode.Should().NotBe(0);
            output.Should().Contain("password").And.NotContain("from-the-file");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex("dotnet publish (\\S+)")]
    private static partial Regex Published();

    [GeneratedRegex("=/run/secrets/(\\S+)")]
    private static partial Regex SecretPath();

    [GeneratedRegex(@"HEALTHCHECK [^\[]*CMD (\[.*\])")]
    private static partial Regex HealthCheck();
}
