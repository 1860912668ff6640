using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>Access tokens of Google, against a host that answers as the tokeninfo endpoint does.</summary>
public sealed class GoogleTests
{
    private const string Client = "1234567890-abc.apps.googleusercontent.com";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_token_of_the_application_is_its_users_and_never_in_the_URL()
    {
        await using var google = await PlayedEndpoint.StartAsync();
        google.Says(Answer());
        await using var server = await StartAsync(google);

        (await server.WhoAsync("ya29.abc")).Should().Be("10769150350006150715113082367 of https://accounts.google.com by google");
        (await server.ResultAsync("ya29.abc", "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync("ya29.abc", "write_tasks")).Should().Be("403 insufficient_scope");

        var question = google.Questions.Should().ContainSingle().Subject;
        question.Path.Should().Be("/tokeninfo");
        question.Authorization.Should().Be("Bearer ya29.abc");
        server.Log.Text.Should().NotContain("ya29.abc");
    }

    [Theory]
    [InlineData("another.apps.googleusercontent.com", "10769150350006150715113082367", "1795870800")]
    [InlineData(null, "10769150350006150715113082367", "1795870800")]
    [InlineData(Client, null, "1795870800")]
    [InlineData(Client, "10769150350006150715113082367", "1764331200")]
    [InlineData(Client, "10769150350006150715113082367", "soon")]
    public async Task A_token_of_another_application_without_a_user_or_expired_is_refused(string? audience, string? subject, string expiry)
    {
        await using var google = await PlayedEndpoint.StartAsync();
        google.Says(Answer(audience, subject, expiry));
        await using var server = await StartAsync(google);

        (await server.WhoAsync("ya29.abc")).Should().Be("401");
    }

    [Fact]
    public async Task What_Google_does_not_know_is_refused_and_an_outage_is_503()
    {
        await using var google = await PlayedEndpoint.StartAsync();
        await using var server = await StartAsync(google);

        google.Says("""{"error":"invalid_token","error_description":"Invalid Value"}""", 400);
        (await server.WhoAsync("ya29.unknown")).Should().Be("401");
        google.Says("<html>Error</html>", 400, "text/html");
        (await server.WhoAsync("ya29.b")).Should().Be("503");
        google.Says("{}", 503);
        (await server.WhoAsync("ya29.c")).Should().Be("503");
        (await server.WhoAsync("other")).Should().Be("401");
        google.Questions.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_scope_of_Google_grants_nothing_by_its_own_name()
    {
        await using var google = await PlayedEndpoint.StartAsync();
        google.Says(Answer(scope: "openid write:tasks mcp:admin"));
        await using var server = await StartAsync(google);

        (await server.ResultAsync("ya29.abc", "whoami")).Should().Be("10769150350006150715113082367");
        (await server.ResultAsync("ya29.abc", "write_tasks")).Should().Be("403 insufficient_scope");
    }

    // Google writes numbers as strings.
    private static string Answer(string? audience = Client, string? subject = "10769150350006150715113082367", string expiry = "1795870800", string? scope = null) =>
        JsonSerializer.Serialize(new Dictionary<string, string?>
        {
            ["azp"] = audience,
            ["aud"] = audience,
            ["sub"] = subject,
            ["scope"] = scope ?? "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/calendar.readonly",
            ["exp"] = expiry,
            ["expires_in"] = "3598",
            ["email"] = "ada@example.com",
            ["email_verified"] = "true",
            ["access_type"] = "online",
        }.Where(claim => claim.Value is not null).ToDictionary());

    private Task<McpTestServer> StartAsync(PlayedEndpoint google) => _time.StartAsync(auth => auth.AddGoogle([Client], options =>
    {
        options.TokenInfoUrl = google.Address + "/tokeninfo";
        options.GrantedScopes.Add("execute:mcp");
        options.ScopeMappings["https://www.googleapis.com/auth/calendar.readonly"] = ["read:tasks"];
    }));
}
