using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Samples;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Tests.Conventions;

/// <summary>Who may know whom, and what nothing is called. Read off the sources, where a reference shows before it is compiled away.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Library = Path.Combine(Repository.Root, "src", "Dhafnck.McpAuth");

    // The public types of a room have its namespace wherever they stand in it, so its parts see them without a reference.
    [Theory]
    [InlineData("Scopes", "Scopes")]
    [InlineData("Scopes/Operations", "Scopes/Operations")]
    [InlineData("Scopes/Sdk", "Scopes/Operations")]
    [InlineData("Events", "Telemetry")]
    [InlineData("Tokens", "")]
    [InlineData("Tokens/Jwt", "")]
    [InlineData("Tokens/Fields", "Tokens/Jwt Scopes")]
    [InlineData("Tokens/Audit", "")]
    [InlineData("Tokens/Stores", "Tokens/Audit Tokens/Stores Tokens/Records Tokens/Push")]
    [InlineData("Tokens/Push", "Tokens/Records")]
    [InlineData("Tokens/Records", "Tokens/Jwt Tokens/Stores Telemetry")]
    [InlineData("Tokens/Operations", "Tokens/Operations Tokens/Operations/Idempotency Tokens/Audit Tokens/Fields Tokens/Jwt Tokens/Stores Scopes Events")]
    [InlineData("Tokens/Operations/Idempotency", "Tokens/Jwt")]
    [InlineData("Tokens/Connections", "Tokens/Connections Tokens/Audit Tokens/Fields Tokens/Jwt Tokens/Operations Scopes Events")]
    [InlineData("Tokens/Issuers", "Tokens/Issuers Tokens/Issuers/Signatures Tokens/Jwt Scopes")]
    [InlineData("Tokens/Issuers/Signatures", "Tokens/Issuers Tokens/Issuers/Signatures Tokens/Jwt")]
    [InlineData("Usage", "")]
    [InlineData("Usage/Limits", "Usage/Counts")]
    [InlineData("Usage/Permits", "Usage/Counts Usage/Limits Usage/Permits Tokens/Stores")]
    [InlineData("Usage/Counts", "Usage/Limits Telemetry Tokens Tokens/Stores Scopes Scopes/Sdk")]
    [InlineData("Alerts", "Usage Usage/Counts Tokens Tokens/Operations Events Telemetry")]
    [InlineData("Providers/Refusals", "Providers/Refusals")]
    [InlineData("Providers", "Providers Providers/Refusals Tokens Tokens/Issuers Tokens/Jwt Tokens/Records Scopes")]
    [InlineData("Providers/Selection", "Scopes Tokens/Jwt")]
    [InlineData("Bearer", "Bearer Bearer/Gate Bearer/Sessions Scopes")]
    [InlineData("Bearer/Credentials", "Bearer/Gate Providers Providers/Refusals Providers/Selection")]
    [InlineData("Bearer/Gate", "Bearer/Credentials Bearer/OpenRequests Bearer/Principal Bearer/Proofs Bearer/Resource Bearer/Sessions Events Providers Providers/Refusals Providers/Selection Scopes Scopes/Operations Telemetry Usage Usage/Counts Usage/Limits")]
    [InlineData("Bearer/Middlewares", "Bearer/Resource")]
    [InlineData("Bearer/OpenRequests", "Bearer/Gate Bearer/Principal Providers Providers/Refusals Scopes Scopes/Sdk Telemetry")]
    [InlineData("Bearer/Principal", "Bearer/Gate Bearer/OpenRequests Scopes Usage/Counts")]
    [InlineData("Bearer/Proofs", "Bearer/Credentials Bearer/Gate Providers/Refusals Tokens Tokens/Issuers Tokens/Issuers/Signatures Tokens/Jwt")]
    [InlineData("Bearer/Resource", "Bearer/Credentials Bearer/Gate Bearer/Sessions Providers Providers/Refusals Providers/Selection Scopes")]
    [InlineData("Bearer/Sessions", "Bearer/Gate")]
    [InlineData("Bearer/Stdio", "Bearer/Credentials Bearer/Gate Bearer/OpenRequests Bearer/Principal Providers Providers/Refusals Scopes/Operations")]
    [InlineData("Compatibility", "Compatibility")]
    [InlineData("Telemetry", "")]
    [InlineData("Telemetry/Gauges", "Bearer/OpenRequests Tokens/Records Usage/Counts")]
    [InlineData("Telemetry/Health", "Telemetry/Health Tokens Tokens/Records Tokens/Stores")]
    [InlineData("Tokens/Api", "Tokens/Api Tokens/Api/Guards Tokens/Api/OpenApi Tokens/Api/Requests Tokens/Api/Responses Tokens/Fields Bearer/Credentials Bearer/Gate Providers Providers/Selection Scopes Usage Usage/Counts Usage/Limits")]
    [InlineData("Tokens/Api/Admin", "Tokens/Api Tokens/Api/Admin Tokens/Api/Guards Tokens/Api/OpenApi Tokens/Api/Requests Tokens/Api/Responses")]
    [InlineData("Tokens/Api/Guards", "Tokens/Api/Responses Bearer Bearer/Gate Providers/Selection Usage/Limits")]
    [InlineData("Tokens/Api/OpenApi", "Tokens/Api/Requests")]
    [InlineData("Tokens/Api/Requests", "Tokens/Api/Responses Tokens/Fields Usage")]
    [InlineData("Tokens/Api/Responses", "Tokens/Api/Requests Bearer/Gate Scopes Usage")]
    [InlineData("Tokens/Api/Scanners", "Tokens/Api/Guards Tokens/Api/Requests Tokens/Api/Responses Tokens/Api/Scanners Tokens/Operations")]
    [InlineData("Tokens/Page", "Tokens/Page Tokens Tokens/Api/Guards Bearer")]
    public void A_room_knows_those_it_may_and_no_others(string room, string mayKnow)
    {
        var known = Sources(room).SelectMany(file => UsingOfTheLibrary().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value.Replace('.', '/')));

        known.Distinct().Should().BeSubsetOf(mayKnow.Split(' '));
    }

    [Fact]
    public void A_room_has_about_fifteen_files_at_most()
    {
        foreach (var room in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories).Where(room => !room.Contains("/obj") && !room.Contains("/bin")))
        {
            Directory.EnumerateFiles(room, "*.cs").Count().Should().BeLessThanOrEqualTo(18, "of {0}", room);
        }
    }

    [Fact]
    public void Every_room_says_whom_it_knows()
    {
        var said = typeof(ArchitectureTests).GetMethod(nameof(A_room_knows_those_it_may_and_no_others))!.GetCustomAttributes<InlineDataAttribute>().Select(data => data.Data[0]);

        var rooms = Directory.EnumerateDirectories(Library, "*", SearchOption.AllDirectories)
            .Where(room => Directory.EnumerateFiles(room, "*.cs").Any())
            .Select(room => Path.GetRelativePath(Library, room).Replace('\\', '/'));
        rooms.Where(room => room.Split('/')[0] is not ("obj" or "bin" or "Hosting")).Should().BeSubsetOf(said.Cast<string>());
    }

    [Fact]
    public void HttpContext_is_known_to_the_HTTP_rooms_alone_and_to_what_a_provider_is_given()
    {
        var knowing = Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file) && HttpContextWord().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Library, file).Replace('\\', '/'));

        knowing.Should().OnlyContain(file =>
            file.StartsWith("Bearer/") || file.StartsWith("Compatibility/") || file.StartsWith("Tokens/Api/") || file.StartsWith("Tokens/Page/") || file == "Providers/BearerTokenContext.cs");
    }

    [Fact]
    public void Nothing_has_a_name_that_says_nothing()
    {
        string[] empty = ["Helper", "Helpers", "Util", "Utils", "Manager", "Common", "Core"];

        // The names of generated types begin with the name of their file, in angle brackets.
        Types().Select(type => type.Name).Where(name => name[0] != '<').Should().NotContain(name => empty.Any(name.EndsWith));
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName).Should().NotContain(name => empty.Contains(name));
    }

    [Fact]
    public void Types_are_sealed_unless_meant_for_overriding()
    {
        var open = Types().Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !type.IsDefined(typeof(CompilerGeneratedAttribute)));

        open.Select(type => type.Name).Should().BeEquivalentTo("JwtBearerAuthProvider");
    }

    [Fact]
    public void A_file_has_one_type_of_its_name_and_is_short_enough_to_read_at_a_glance()
    {
        foreach (var file in Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(file)))
        {
            File.ReadLines(file).Count().Should().BeLessThan(250, "of {0}", file);
            TopLevelType().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Should().Equal([Path.GetFileNameWithoutExtension(file)], "of {0}", file);
        }
    }

    [Fact]
    public void What_a_client_is_told_about_its_access_token_stands_in_one_file()
    {
        var telling = Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file) && SentenceAboutAToken().IsMatch(File.ReadAllText(file)));

        telling.Select(Path.GetFileName).Should().Equal("RefusalText.cs");
    }

    [Fact]
    public void A_public_record_has_properties_and_no_positions_so_that_it_can_grow()
    {
        var positional = Types().Where(type => type.IsVisible && type.GetMethod("Deconstruct") is not null);

        positional.Select(type => type.Name).Should().BeEmpty();
    }

    [Fact]
    public void There_is_no_static_state_that_changes()
    {
        var changing = Types()
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.Name.Contains('<') && !type.Name.Contains("JsonContext"))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => !field.IsLiteral && !field.IsInitOnly && !field.Name.Contains('<') && !field.Name.Contains("__"));

        changing.Select(field => $"{field.DeclaringType}.{field.Name}").Should().BeEmpty();
    }

    private static IEnumerable<string> Sources(string room) =>
        Directory.EnumerateFiles(Path.Combine(Library, room), "*.cs");

    private static bool IsBuilt(string file) =>
        Path.GetRelativePath(Library, file).Split('/', '\\')[0] is "obj" or "bin";

    private static Type[] Types() => typeof(ApiToken).Assembly.GetTypes();

    [GeneratedRegex(@"using Dhafnck\.McpAuth\.([A-Za-z.]+);")]
    private static partial Regex UsingOfTheLibrary();

    [GeneratedRegex("\"The access token ")]
    private static partial Regex SentenceAboutAToken();

    [GeneratedRegex(@"\bHttpContext\b")]
    private static partial Regex HttpContextWord();

    [GeneratedRegex(@"^(?:public|internal) (?:(?:static|sealed|abstract|readonly|partial) )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
