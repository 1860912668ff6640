using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    private const string RotatingToken = """{"name":"t","scopes":["execute:mcp","write:tasks","tokens:rotate"],"expires_in_days":30,"rotatable_for_days":300}""";
    private readonly RecordingPolicy _policy = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_with_a_scope_that_its_owner_may_no_longer_grant_is_not_rotated_until_it_is_taken_away(bool itself)
    {
        await using var server = await StartWithPolicyAsync();
        var (id, value) = await CreateRotatingAsync(server);
        _policy.Refuse = grant => grant.Scopes.Contains("write:tasks") ? ("scopes", "You may no longer grant this.") : null;

        using var refused = await RotateByAsync(server, id, value, itself);
        using var used = await server.ListToolsAsync(value);
        var problem = await ReadAsync(refused);
        using var narrowed = await server.SendAsUserAsync(HttpMethod.Patch, $"{TokensPath}/{id}", """{"scopes":["execute:mcp","tokens:rotate"]}""");
        using var rotated = await RotateByAsync(server, id, value, itself);

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        refused.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.GetProperty("detail").GetString().Should().Contain("You may no longer grant this.").And.Contain("write:tasks");
        Strings(problem.GetProperty("errors").GetProperty("scopes")).Should().Contain("You may no longer grant this.");
        used.StatusCode.Should().Be(HttpStatusCode.OK, "nothing was changed");
        narrowed.StatusCode.Should().Be(HttpStatusCode.OK);
        rotated.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rotation_asks_for_the_lifetime_that_the_next_credential_would_have(bool itself)
    {
        await using var server = await StartWithPolicyAsync();
        var (id, value) = await CreateRotatingAsync(server);
        _time.Advance(TimeSpan.FromDays(10));
        var now = _time.GetUtcNow();
        _policy.Refuse = grant => grant.ExpiresAt > now.AddDays(20) ? ("expires_in_days", "At most 20 days.") : null;

        using var tooLong = await RotateByAsync(server, id, value, itself);
        _policy.Refuse = grant => grant.RotatableUntil > now.AddDays(90) ? ("rotatable_for_days", "At most 90 days.") : null;
        using var tooFar = await RotateByAsync(server, id, value, itself);
        _policy.Refuse = _ => null;
        using var rotated = await RotateByAsync(server, id, value, itself);

        tooLong.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await tooLong.Content.ReadAsStringAsync()).Should().Contain("At most 20 days.");
        tooFar.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await tooFar.Content.ReadAsStringAsync()).Should().Contain("At most 90 days.");
        rotated.StatusCode.Should().Be(HttpStatusCode.Created);
        _policy.Asked[^1].Grant.ExpiresAt.Should().Be((await ReadAsync(rotated)).GetProperty("expires_at").GetDateTimeOffset()).And.Be(now.AddDays(30));
        _policy.Asked.Should().OnlyContain(asked => asked.OwnerId == "alice" && asked.Grant.RotatableUntil == SampleTokens.Noon.AddDays(300));
    }

    [Theory]
    [InlineData("""{"name":"renamed"}""", false)]
    [InlineData("""{"metadata":{"team":"docs"}}""", false)]
    [InlineData("""{"scopes":["execute:mcp"]}""", false)]
    [InlineData("""{"rate_limit":999}""", false)]
    [InlineData("""{"allowed_addresses":["127.0.0.1"]}""", false)]
    [InlineData("""{"scopes":["execute:mcp","read:context"]}""", true)]
    [InlineData("""{"rate_limit":1001}""", true)]
    [InlineData("""{"allowed_addresses":["127.0.0.0/8","10.0.0.0/8"]}""", true)]
    [InlineData("""{"allowed_addresses":[]}""", true)]
    public async Task A_change_asks_the_policy_when_it_widens_what_the_token_may_do(string change, bool asks)
    {
        await using var server = await StartWithPolicyAsync();
        using var created = await server.SendAsUserAsync(
            HttpMethod.Post,
            TokensPath,
            """{"name":"t","scopes":["execute:mcp","write:tasks"],"rate_limit":1000,"allowed_addresses":["127.0.0.0/8","127.0.0.1"]}""");
        var id = (await ReadAsync(created)).GetProperty("id").GetString();
        _policy.Refuse = _ => ("scopes", "Nothing may be granted.");

        using var response = await server.SendAsUserAsync(HttpMethod.Patch, $"{TokensPath}/{id}", change);

        response.StatusCode.Should().Be(asks ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
        _policy.Asked.Should().HaveCount(asks ? 2 : 1, "the creation was asked about, too");
    }

    [Fact]
    public async Task An_administrators_scope_is_asked_about_when_a_token_that_has_it_is_rotated()
    {
        await using var server = await StartWithPolicyAsync();
        var issued = await server.IssueAsync();
        await RemoveRecordsAsync(server.Store);
        await server.Store.AddAsync(issued.Token with { Scopes = ["mcp:admin"] });
        _policy.Refuse = grant => grant.Scopes.Contains("mcp:admin") ? ("scopes", "You are no administrator any longer.") : null;

        using var response = await RotateAsync(server, issued.Token.Id);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await server.Store.FindAsync(issued.Token.Id))!.Credential.Generation.Should().Be(1);
    }

    [Fact]
    public async Task An_owner_who_is_no_longer_active_gets_no_new_credential_and_can_still_take_away()
    {
        await using var server = await StartWithPolicyAsync();
        var (id, value) = await CreateRotatingAsync(server);
        _policy.Inactive = "alice";

        using var created = await CreateAsync(server);
        using var rotated = await RotateAsync(server, id);
        using var rotatedItself = await RotateItselfAsync(server, value);
        using var widened = await server.SendAsUserAsync(HttpMethod.Patch, $"{TokensPath}/{id}", """{"rate_limit":1001}""");
        using var narrowed = await server.SendAsUserAsync(HttpMethod.Patch, $"{TokensPath}/{id}", """{"rate_limit":1}""");
        using var revoked = await server.SendAsUserAsync(HttpMethod.Delete, $"{TokensPath}/{id}");

        created.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await created.Content.ReadAsStringAsync()).Should().Contain("no longer active");
        rotated.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        rotatedItself.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        widened.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        narrowed.StatusCode.Should().Be(HttpStatusCode.OK);
        revoked.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_policy_that_fails_is_503_and_nothing_is_done_under_the_key_of_the_request()
    {
        await using var server = await StartWithPolicyAsync();
        var (id, value) = await CreateRotatingAsync(server);
        _policy.Refuse = _ => throw new InvalidOperationException("a defect of the policy");

        using var created = await SendWithKeyAsync(server, TokensPath, Creation, "creation");
        using var rotated = await SendWithKeyAsync(server, $"{TokensPath}/{id}/rotate", "{}", "rotation");
        using var rotatedItself = await RotateItselfAsync(server, value);
        using var widened = await server.SendAsUserAsync(HttpMethod.Patch, $"{TokensPath}/{id}", """{"rate_limit":1001}""");
        _policy.Refuse = _ => null;
        using var createdAgain = await SendWithKeyAsync(server, TokensPath, Creation, "creation");
        using var rotatedAgain = await SendWithKeyAsync(server, $"{TokensPath}/{id}/rotate", "{}", "rotation");

        foreach (var response in new[] { created, rotated, rotatedItself, widened })
        {
            response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            (await response.Content.ReadAsStringAsync()).Should().NotContain("defect");
        }

        createdAgain.StatusCode.Should().Be(HttpStatusCode.Created);
        rotatedAgain.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_policy_that_does_not_answer_is_not_waited_for_for_ever()
    {
        await using var server = await StartWithPolicyAsync();
        var (id, value) = await CreateRotatingAsync(server);
        _policy.Hangs = true;

        var responses = Task.WhenAll(CreateAsync(server), RotateAsync(server, id), RotateItselfAsync(server, value));
        await Eventually.GetAsync(() => Task.FromResult(responses.IsCompleted), ended => ended, () => _time.Advance(TimeSpan.FromSeconds(1)));

        (await responses).Select(response => response.StatusCode).Should().OnlyContain(status => status == HttpStatusCode.ServiceUnavailable);
        (await server.Store.FindAsync(id))!.Credential.Generation.Should().Be(1);
    }

    private Task<McpTestServer> StartWithPolicyAsync() =>
        Setup.StartAsync(options => options.Services = services => services.AddSingleton<ITokenOwnerPolicy>(_policy));

    private static async Task<(string Id, string Value)> CreateRotatingAsync(McpTestServer server)
    {
        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, RotatingToken);
        var token = await ReadAsync(response);
        return (token.GetProperty("id").GetString()!, token.GetProperty("token").GetString()!);
    }

    private static Task<HttpResponseMessage> RotateByAsync(McpTestServer server, string id, string value, bool itself) =>
        itself ? RotateItselfAsync(server, value) : RotateAsync(server, id);

    /// <summary>A policy that refuses what a test tells it to, and remembers what it was asked.</summary>
    private sealed class RecordingPolicy : ITokenOwnerPolicy
    {
        private readonly List<(string OwnerId, TokenGrant Grant)> _asked = [];

        public Func<TokenGrant, (string Field, string Message)?> Refuse { get; set; } = _ => null;

        public string? Inactive { get; set; }

        public bool Hangs { get; set; }

        public IReadOnlyList<(string OwnerId, TokenGrant Grant)> Asked => _asked;

        public ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(ownerId != Inactive);

        public async ValueTask<IReadOnlyDictionary<string, string[]>> CheckGrantAsync(string ownerId, TokenGrant grant, CancellationToken cancellationToken = default)
        {
            if (Hangs)
            {
                await new TaskCompletionSource().Task;
            }

            lock (_asked)
            {
                _asked.Add((ownerId, grant));
            }

            return Refuse(grant) is { } refusal ? new() { [refusal.Field] = [refusal.Message] } : new Dictionary<string, string[]>();
        }
    }
}
