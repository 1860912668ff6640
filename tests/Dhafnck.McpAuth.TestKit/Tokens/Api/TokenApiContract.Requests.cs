using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    private const string Creation = """{"name":"t","scopes":["read:tasks"]}""";

    [Fact]
    public async Task The_same_creation_again_answers_with_the_same_record_and_no_token()
    {
        await using var server = await Setup.StartAsync();

        using var first = await SendWithKeyAsync(server, TokensPath, Creation, "key-1");
        using var again = await SendWithKeyAsync(server, TokensPath + "/", Creation, "key-1");

        first.StatusCode.Should().Be(HttpStatusCode.Created);
        again.StatusCode.Should().Be(HttpStatusCode.OK);
        again.Headers.Location.Should().Be(first.Headers.Location);
        (await again.Content.ReadAsStringAsync()).Should().NotContain("\"token\":");
        (await server.Store.ListAsync(new() { OwnerId = "alice" })).Total.Should().Be(1);
    }

    [Fact]
    public async Task Another_request_under_the_same_idempotency_key_is_refused()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var first = await SendWithKeyAsync(server, TokensPath, Creation, "key-1");

        using var other = await SendWithKeyAsync(server, TokensPath, Creation.Replace("read", "write", StringComparison.Ordinal), "key-1");
        using var rotation = await SendWithKeyAsync(server, $"{TokensPath}/{issued.Token.Id}/rotate", "{}", "key-1");
        using var bobs = await SendWithKeyAsync(server, TokensPath, Creation, "key-1", "bob");

        other.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        rotation.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        bobs.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_idempotency_key_is_forgotten_after_24_hours()
    {
        await using var server = await Setup.StartAsync();
        using var first = await SendWithKeyAsync(server, TokensPath, Creation, "key-1");

        _time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        using var later = await SendWithKeyAsync(server, TokensPath, Creation, "key-1");

        later.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Parallel_repetitions_of_a_creation_make_one_token_and_show_it_once()
    {
        await using var server = await Setup.StartAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => SendWithKeyAsync(server, TokensPath, Creation, "key-1")));

        responses.Count(response => response.StatusCode == HttpStatusCode.Created).Should().Be(1);
        responses.Count(response => response.StatusCode == HttpStatusCode.OK).Should().Be(31);
        (await server.Store.ListAsync(new() { OwnerId = "alice" })).Total.Should().Be(1);
    }

    [Fact]
    public async Task The_same_rotation_again_rotates_once()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var path = $"{TokensPath}/{issued.Token.Id}/rotate";

        using var first = await SendWithKeyAsync(server, path, """{"grace_period":5}""", "key-1");
        using var again = await SendWithKeyAsync(server, path, """{"grace_period":5}""", "key-1");
        using var successor = await server.ListToolsAsync((await ReadAsync(first)).GetProperty("token").GetString());

        again.StatusCode.Should().Be(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync()).Should().NotContain("\"token\":");
        (await server.Store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(2);
        successor.StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
