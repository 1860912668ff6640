using System.Net;
using System.Reflection;
using System.Xml.Linq;
using Dhafnck.McpAuth.TestKit.Samples;
using ModelContextProtocol;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>
/// What the gate judges is what the SDK does, whichever release of the SDK that is. <c>dotnet test -p:McpSdkVersion=2.4.0</c>
/// runs these against another one.
/// </summary>
public sealed class SameMessageTests
{
    [Fact]
    public async Task What_is_plain_is_done_for_who_may_and_refused_to_who_may_not()
    {
        await using var server = await RecordingServer.StartAsync();
        var (narrow, wide) = (await server.TokenAsync("execute:mcp"), await server.TokenAsync("execute:mcp", RecordingServer.Scope));

        foreach (var (method, body) in AmbiguousMessages.Open)
        {
            using var response = await server.SendAsync(narrow, method, body);
            server.Done.Should().ContainSingle("of {0}", body);
        }

        foreach (var (method, body) in AmbiguousMessages.Guarded)
        {
            using var refused = await server.SendAsync(narrow, method, body);
            refused.StatusCode.Should().Be(HttpStatusCode.Forbidden, "of {0}", body);
            server.Done.Should().BeEmpty("of {0}", body);

            using var allowed = await server.SendAsync(wide, method, body);
            server.Done.Should().Contain(name => name.EndsWith("secret"), "of {0}", body);
        }
    }

    [Fact]
    public async Task What_can_be_read_in_two_ways_is_refused_before_anything_runs()
    {
        await using var server = await RecordingServer.StartAsync();
        var narrow = await server.TokenAsync("execute:mcp");

        foreach (var (method, body) in AmbiguousMessages.All.Concat(AmbiguousMessages.InAnotherCase).Concat(AmbiguousMessages.OfTwoMethods))
        {
            using var response = await server.SendAsync(narrow, method, body);
            response.StatusCode.Should().Be(HttpStatusCode.BadRequest, "of {0}", body);
            server.Done.Should().BeEmpty("of {0}", body);
        }
    }

    // Such a token is not looked at closely, for whatever it asks for it may have.
    [Fact]
    public async Task A_token_for_everything_gets_an_answer_to_each_of_them()
    {
        await using var server = await RecordingServer.StartAsync();
        var wide = await server.TokenAsync("execute:mcp", RecordingServer.Scope);

        foreach (var (method, body) in AmbiguousMessages.All.Concat(AmbiguousMessages.InAnotherCase).Concat(AmbiguousMessages.OfTwoMethods))
        {
            using var response = await server.SendAsync(wide, method, body);
            ((int)response.StatusCode).Should().BeLessThan(500, "of {0}", body);
        }

        server.Server.Log.Entries.Should().NotContain(entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error && entry.Category.StartsWith("Dhafnck"));
    }

    [Fact]
    public async Task The_second_gate_judges_what_the_first_could_not_know()
    {
        await using var server = await RecordingServer.StartAsync(guardsRequestsAlone: true);
        var (narrow, wide) = (await server.TokenAsync("execute:mcp"), await server.TokenAsync("execute:mcp", RecordingServer.Scope));

        foreach (var (method, body) in AmbiguousMessages.Guarded)
        {
            using var refused = await server.SendAsync(narrow, method, body);
            (await refused.Content.ReadAsStringAsync()).Should().Contain("Access forbidden", "of {0}", body);
            server.Done.Should().BeEmpty("of {0}", body);

            using var allowed = await server.SendAsync(wide, method, body);
            server.Done.Should().Contain(name => name.EndsWith("secret"), "of {0}", body);
        }
    }

    [Fact]
    public void The_package_needs_the_release_whose_contracts_the_gate_reads_with_or_a_later_one()
    {
        var packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        packages.Descendants("McpSdkVersion").Should().ContainSingle().Which.Value.Should().Be("2.4.0");
        packages.Descendants("PackageVersion").Where(package => package.Attribute("Include")!.Value.StartsWith("ModelContextProtocol"))
            .Should().HaveCount(2).And.OnlyContain(package => package.Attribute("Version")!.Value == "$(McpSdkVersion)");
    }

    [Fact]
    public void The_release_that_runs_here_is_the_one_asked_for()
    {
        var asked = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "McpSdkVersion").Value;

        typeof(McpJsonUtilities).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0].Should().Be(asked);
    }
}
