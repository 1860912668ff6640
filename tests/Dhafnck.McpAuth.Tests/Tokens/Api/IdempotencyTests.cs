using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>An idempotency key stands for what was done under it: a request that failed leaves it unused.</summary>
public sealed class IdempotencyTests
{
    private const string Path = "/api/v2/tokens";
    private const string Creation = """{"name":"t","scopes":["read:tasks"]}""";
    private readonly SwitchableTokenStore _store = new();

    [Theory]
    [InlineData("rotation")]
    [InlineData("change")]
    public async Task A_rotation_that_lost_to_another_write_is_done_when_it_is_sent_again(string other)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        _store.BeforeNextWrite = store => store.TryUpdateAsync(other == "change"
            ? issued.Token with { Name = "renamed" }
            : issued.Token with { Credential = new() { Generation = 2, Hash = SampleTokens.AnyHash() } });

        using var lost = await PostWithKeyAsync(server, $"{Path}/{issued.Token.Id}/rotate", "{}");
        using var again = await PostWithKeyAsync(server, $"{Path}/{issued.Token.Id}/rotate", "{}");
        using var repeated = await PostWithKeyAsync(server, $"{Path}/{issued.Token.Id}/rotate", "{}");

        lost.StatusCode.Should().Be(HttpStatusCode.Conflict);
        again.StatusCode.Should().Be(HttpStatusCode.Created);
        repeated.StatusCode.Should().Be(HttpStatusCode.OK);
        (await _store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(other == "change" ? 2 : 3);
    }

    [Fact]
    public async Task A_rotation_that_was_sent_to_two_processes_at_the_same_time_is_done_once_and_is_no_conflict()
    {
        await using var server = await Setup.StartAsync();
        await using var another = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        HttpResponseMessage? first = null;
        _store.BeforeNextWrite = async _ => first = await PostWithKeyAsync(another, $"{Path}/{issued.Token.Id}/rotate", "{}");

        using var second = await PostWithKeyAsync(server, $"{Path}/{issued.Token.Id}/rotate", "{}");

        using (first)
        {
            first!.StatusCode.Should().Be(HttpStatusCode.Created);
            second.StatusCode.Should().Be(HttpStatusCode.OK, "it was done");
        }

        (await _store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_the_store_failed_on_is_done_when_it_is_sent_again(bool rotates)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var (path, body) = rotates ? ($"{Path}/{issued.Token.Id}/rotate", "{}") : (Path, Creation);
        _store.BeforeNextWrite = _ => throw new TimeoutException("The store is cut off.");

        using var failed = await PostWithKeyAsync(server, path, body);
        using var again = await PostWithKeyAsync(server, path, body);

        failed.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        again.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_whose_answer_was_lost_after_it_was_done_is_repeated_and_not_done_twice(bool rotates)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var (path, body) = rotates ? ($"{Path}/{issued.Token.Id}/rotate", "{}") : (Path, Creation);
        _store.AfterNextWrite = _ => throw new TimeoutException("The answer is lost.");

        using var failed = await PostWithKeyAsync(server, path, body);
        using var again = await PostWithKeyAsync(server, path, body);

        failed.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        again.StatusCode.Should().Be(HttpStatusCode.OK);
        (await _store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(rotates ? 2 : 1);
        (await _store.ListAsync(new() { OwnerId = "alice" })).Total.Should().Be(rotates ? 1 : 2);
    }

    [Fact]
    public async Task A_creation_over_the_limit_leaves_its_key_for_another_attempt_the_same_or_not()
    {
        await using var server = await Setup.StartAsync(("McpAuth:Tokens:ActiveTokensPerOwner", "1"));
        var issued = await server.IssueAsync();

        using var refused = await PostWithKeyAsync(server, Path, Creation);
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"{Path}/{issued.Token.Id}");
        using var another = await PostWithKeyAsync(server, Path, """{"name":"t","scopes":["write:tasks"]}""");

        refused.StatusCode.Should().Be(HttpStatusCode.Conflict);
        another.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_rotation_of_a_token_that_has_ended_is_never_answered_as_done()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"{Path}/{issued.Token.Id}");

        using var first = await PostWithKeyAsync(server, $"{Path}/{issued.Token.Id}/rotate", "{}");
        using var again = await PostWithKeyAsync(server, $"{Path}/{issued.Token.Id}/rotate", "{}");

        first.StatusCode.Should().Be(HttpStatusCode.Conflict);
        again.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_creation_whose_record_was_removed_since_is_not_done_again()
    {
        await using var server = await Setup.StartAsync();
        using var first = await PostWithKeyAsync(server, Path, Creation);
        await _store.PruneAsync(TimeProvider.System.GetUtcNow().AddYears(1), usedBefore: DateTimeOffset.UnixEpoch);

        using var again = await PostWithKeyAsync(server, Path, Creation);

        again.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await _store.ListAsync(new() { OwnerId = "alice" })).Total.Should().Be(0);
    }

    private McpTestServerOptions Setup => new() { Store = _store };

    private static async Task<HttpResponseMessage> PostWithKeyAsync(McpTestServer server, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-User", "alice");
        request.Headers.Add("Idempotency-Key", "key-1");
        return await server.Http.SendAsync(request);
    }
}
