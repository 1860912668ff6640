using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>User tokens of GitHub, against a host that answers as <c>POST /applications/{client_id}/token</c> does.</summary>
public sealed class GitHubTests
{
    private const string Client = "Iv1.0123456789abcdef";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_token_of_the_application_is_its_users_and_the_secret_asks_about_it()
    {
        await using var github = await PlayAsync();
        await using var server = await StartAsync(github);

        (await server.WhoAsync("gho_abc")).Should().Be("583231 of https://github.com by github");
        (await server.ResultAsync("gho_abc", "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync("gho_abc", "write_tasks")).Should().Be("403 insufficient_scope");
        (await server.WhoAsync((await server.IssueAsync()).Value)).Should().EndWith("by jwt");

        var question = github.Questions.Should().ContainSingle().Subject;
        question.Path.Should().Be($"/applications/{Client}/token");
        Encoding.UTF8.GetString(Convert.FromBase64String(question.Authorization["Basic ".Length..])).Should().Be($"{Client}:s3cret");
        JsonNode.Parse(question.Body)!["access_token"]!.GetValue<string>().Should().Be("gho_abc");
        server.Log.Text.Should().NotContain("gho_abc").And.NotContain("s3cret");
    }

    [Fact]
    public async Task A_token_of_another_application_is_refused()
    {
        await using var github = await PlayAsync();
        await using var server = await StartAsync(github);

        (await server.WhoAsync("gho_of-another-app")).Should().Be("401", "GitHub knows it, but not of this application");
        github.Says(Answer(app: "Iv1.another"));
        (await server.WhoAsync("gho_other")).Should().Be("401", "the answer names another application");
    }

    [Theory]
    [InlineData("ghp_personal")]
    [InlineData("github_pat_personal")]
    [InlineData("ghs_of-an-installation")]
    [InlineData("anything")]
    public async Task Tokens_of_other_kinds_are_refused_without_a_question(string token)
    {
        await using var github = await PlayAsync();
        await using var server = await StartAsync(github);
        await using var alone = await StartAsync(github, ("JWT_SECRET_KEY", ""));

        (await server.WhoAsync(token)).Should().Be("401");
        (await alone.WhoAsync(token)).Should().Be("401", "the only provider is asked about every token");
        github.Questions.Should().BeEmpty();
        (await alone.WhoAsync("gho_abc")).Should().StartWith("583231");
    }

    [Theory]
    [InlineData(""" "app":{"client_id":"Iv1.0123456789abcdef"},"user":null """)]
    [InlineData(""" "app":{"client_id":"Iv1.0123456789abcdef"} """)]
    [InlineData(""" "app":{"client_id":"Iv1.0123456789abcdef"},"user":{"login":"octocat"} """)]
    [InlineData(""" "app":{"client_id":"Iv1.0123456789abcdef"},"user":"octocat" """)]
    [InlineData(""" "app":null,"user":{"id":583231} """)]
    [InlineData(""" "app":"Iv1.0123456789abcdef","user":{"id":583231} """)]
    [InlineData(""" "user":{"id":583231} """)]
    public async Task An_answer_without_the_application_or_without_a_user_lets_nobody_in(string answer)
    {
        await using var github = await PlayAsync();
        github.Says($"{{{answer}}}");
        await using var server = await StartAsync(github);

        (await server.WhoAsync("gho_abc")).Should().Be("401");
    }

    [Fact]
    public async Task A_scope_of_GitHub_grants_nothing_by_its_own_name()
    {
        await using var github = await PlayAsync();
        github.Says(Answer(scopes: ["write:tasks", "mcp:admin"]));
        await using var server = await StartAsync(github);

        (await server.ResultAsync("gho_abc", "write_tasks")).Should().Be("403 insufficient_scope");
    }

    [Fact]
    public async Task A_token_ends_when_GitHub_says()
    {
        await using var github = await PlayAsync();
        github.Says(Answer(expiresAt: "2026-11-28T12:00:30Z"));
        await using var server = await StartAsync(github);
        (await server.WhoAsync("ghu_abc")).Should().StartWith("583231");

        _time.Advance(TimeSpan.FromSeconds(30));

        (await server.WhoAsync("ghu_abc")).Should().Be("401");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(422)]
    [InlineData(500)]
    public async Task An_outage_is_503(int status)
    {
        await using var github = await PlayAsync();
        github.Says("{}", status);
        await using var server = await StartAsync(github);

        (await server.WhoAsync("gho_abc")).Should().Be("503");
    }

    private static string Answer(string app = Client, string[]? scopes = null, string? expiresAt = null) => JsonSerializer.Serialize(new
    {
        id = 1,
        url = "https://api.github.com/authorizations/1",
        scopes = scopes ?? ["repo", "user"],
        token = "",
        app = new { url = "https://github.com", name = "an app", client_id = app },
        created_at = "2026-11-01T00:00:00Z",
        expires_at = expiresAt,
        user = new { login = "octocat", id = 583231, type = "User" },
    });

    private static async Task<PlayedEndpoint> PlayAsync()
    {
        var github = await PlayedEndpoint.StartAsync();
        github.Answer = context =>
        {
            var isKnown = !github.Questions.Last().Body.Contains("another", StringComparison.Ordinal);
            context.Response.StatusCode = isKnown ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            context.Response.ContentType = "application/json; charset=utf-8";
            return context.Response.WriteAsync(isKnown ? Answer() : """{"message":"Not Found"}""");
        };
        return github;
    }

    private Task<McpTestServer> StartAsync(PlayedEndpoint github, params (string Key, string? Value)[] settings) => _time.StartAsync(
        auth => auth.AddGitHub(Client, "s3cret", options =>
        {
            options.ApiUrl = github.Address;
            options.GrantedScopes.Add("execute:mcp");
            options.ScopeMappings["repo"] = ["read:tasks"];
        }),
        settings);
}
