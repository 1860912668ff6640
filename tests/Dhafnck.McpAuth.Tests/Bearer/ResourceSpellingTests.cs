using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>One resource has many spellings, and an entry that names it holds for all that a handler may take for it.</summary>
public sealed class ResourceSpellingTests(SharedServers servers) : IClassFixture<SharedServers>
{
    public static TheoryData<string> Secrets() =>
    [
        "file:///data/secret/x",
        "file:///data/secret/x?y",
        "FILE:///Data/Secret/x",
        "file:///data/public/../secret/x",
        "file:///data/public/a/../../secret/x",
        "file:///data/public/%2e%2e/secret/x",
        "file:///data/public/%2E./secret/x",
        "file:///data/public/..%2fsecret/x",
        "file:///data/public/%2e%2e%2Fsecret%2fx",
        "file:///data/public/..\\secret/x",
        "file:///data/public/..%5csecret/x",
        "file:///data/public/%252e%252e/secret/x",
        "file:///data/public/%25252e%25252e%25252fsecret/x",
        "file:///data/public/%%32e%%32e/secret/x",
        "file:///data/%73ecret/x",
        "file:///data/./secret/x",
        "file:///data//secret/x",
        "file:////data/secret/x",
        "file:///../data/secret/x",
        "file:///data/public/x%3f/../../secret/x",
        "file:///data/public/x?/../../secret/x",
        "file:///data/public/x%23/%2e%2e/%2e%2e/secret/x",
        "file:/data/secret/x",
        "file://localhost/data/secret/x",
        " file:///data/secret/x",
        "/data/secret/x",
        "files://public/../secret/x",
        "files://public/%2e%2e/secret/x",
        "https://host:443/secret/x",
        "https://user@host/secret/x",
        "https://host/a/../secret/x",
        "test://exact",
        "test://exact/",
        "test://exact?x",
        "test://exact#x",
        "test://caf%C3%A9/x",
        "%66ile:///data/secret/x",
        "https://host/étude/x",

        // No host has a space in it, so nothing but the forms of the library names these.
        "docs://a host/x/../secret/x",
        "docs://a host/../secret/x",
        "docs://a host/../../secret/x",
        "docs://a host/./secret/x",
        "docs://a host//secret/x",
        "docs://a host/x/../secret/",
        "docs://a host/x/../secret/.",
        "docs://a host/x/../secret/y/..",
    ];

    [Theory]
    [MemberData(nameof(Secrets))]
    public async Task A_spelling_of_what_is_guarded_needs_its_scopes(string uri)
    {
        var server = await GetServerAsync(denyUnmapped: false);
        var (narrow, wide) = (await server.IssueAsync(["read:tasks"]), await server.IssueAsync(["read:tasks", "write:agents"]));

        foreach (var method in new[] { "resources/read", "resources/subscribe" })
        {
            using var refused = await server.PostAsync(Message(method, uri), narrow.Value);
            using var allowed = await server.PostAsync(Message(method, uri), wide.Value);

            refused.StatusCode.Should().Be(HttpStatusCode.Forbidden, "of {0}", method);
            refused.Challenge().Should().Contain("write:agents");
            allowed.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}", method);
        }
    }

    [Theory]
    [InlineData("file:///data/public/x")]
    [InlineData("file:///data/public/a%20b?c=d#e")]
    [InlineData("file:///data/public/secret/x")]
    [InlineData("file:///data/secret")]
    [InlineData("file:///data/public/..x/.y")]
    [InlineData("test://exact/other")]
    [InlineData("test://exactly")]
    [InlineData("test://search?q=100%25")]
    [InlineData("urn:isbn:0451450523")]
    [InlineData("%")]
    [InlineData("")]
    public async Task What_no_entry_of_the_guarded_names_needs_no_more_than_before(string uri)
    {
        var server = await GetServerAsync(denyUnmapped: false);

        using var response = await server.PostAsync(Message("resources/read", uri), (await server.IssueAsync(["read:tasks"])).Value);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("file:///data/public/x", HttpStatusCode.OK)]
    [InlineData("file:///data/public/a%20b", HttpStatusCode.OK)]
    [InlineData("test://search?q=a", HttpStatusCode.OK)]
    [InlineData("file:///data/public/../other/x", HttpStatusCode.Forbidden)]
    [InlineData("file:///data/public/%2e%2e/other/x", HttpStatusCode.Forbidden)]
    [InlineData("file:///data/public/%252e%252e%252fother", HttpStatusCode.Forbidden)]
    [InlineData("file:///data/public/..?/x", HttpStatusCode.Forbidden)]
    [InlineData("file:///data/public/..", HttpStatusCode.Forbidden)]
    public async Task Where_only_what_is_named_is_open_each_spelling_has_to_be_named(string uri, HttpStatusCode status)
    {
        var server = await GetServerAsync(denyUnmapped: true);

        using var response = await server.PostAsync(Message("resources/read", uri), (await server.IssueAsync(["read:tasks", "write:agents"])).Value);

        response.StatusCode.Should().Be(status);
    }

    private Task<McpTestServer> GetServerAsync(bool denyUnmapped) => servers.GetAsync($"{denyUnmapped}", () => Setup(denyUnmapped));

    private static McpTestServerOptions Setup(bool denyUnmapped) => new()
    {
        Settings = { ["McpAuth:Tokens:ActiveTokensPerOwner"] = "1000" },
        Code = auth =>
        {
            auth.Scopes.DenyUnmapped = denyUnmapped;
            Name(auth.Scopes, "read:tasks", "file:///data/public/*", "test://search?q=*");
            Name(auth.Scopes, "write:agents", "file:///data/secret/*", "files://secret/*", "docs://a host/secret/*", "https://host/secret/*", "https://host/%C3%A9tude/*", "test://exact", "test://café/*");
        },
        Mcp = mcp => mcp
            .WithReadResourceHandler((_, _) => ValueTask.FromResult(new ReadResourceResult()))
            .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult())),
    };

    private static void Name(ScopeOptions options, string scope, params string[] resources) =>
        Array.ForEach(resources, resource => options.Operations.Add(new() { Resource = resource, Scopes = { scope } }));

    private static string Message(string method, string uri) => RawHttp.Message(method, $"\"uri\":{JsonSerializer.Serialize(uri)}");
}
