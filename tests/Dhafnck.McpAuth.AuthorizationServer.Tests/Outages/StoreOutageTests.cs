using System.Net;
using System.Net.Http.Json;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Connect;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Outages;

/// <summary>What clients and users see while the database does not answer: 503, and that they can try again.</summary>
public sealed partial class StoreOutageTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly FailingCommands _commands = new();
    private readonly string _database = Path.Combine(Path.GetTempPath(), $"outage-{Guid.NewGuid():N}.db");
    private ConnectServer _server = null!;
    private OAuthClient _client = null!;
    private int _thrown;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync();
        _client = await OAuthClient.RegisterAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _commands.Text = null;
        await _server.DisposeAsync();
        File.Delete(_database);
    }

    [Fact]
    public async Task Clients_get_503_and_can_try_again()
    {
        var code = await _client.AskAsync();
        var connected = await _client.ConnectAsync(user: "bob");

        _commands.Text = "";
        ShouldBeUnavailable(await _client.ExchangeAsync(code));
        ShouldBeUnavailable(await _client.RefreshAsync(connected.RefreshToken));
        ShouldBeUnavailable(await _client.RevokeAsync(connected.RefreshToken));
        ShouldBeUnavailable(await _client.RevokeAsync(connected.AccessToken));
        _commands.Text = null;

        (await _client.ExchangeAsync(code)).ShouldSucceed();
        var refreshed = (await _client.RefreshAsync(connected.RefreshToken)).ShouldSucceed();
        (await _client.RevokeAsync(refreshed.RefreshToken)).Status.Should().Be(HttpStatusCode.OK);
        (await _server.UseAsync(refreshed.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_form_with_too_many_fields_is_no_outage()
    {
        var fields = Enumerable.Range(0, 1100).Select(field => ($"field{field}", (string?)"a value"));

        var answer = await _server.PostFormAsync("/oauth/token", fields);

        answer.ShouldBeRefused("invalid_request");
        _server.Log.Text.Should().NotContain("gets 503");
    }

    [Fact]
    public async Task A_registration_gets_503()
    {
        var metadata = new { client_name = "A client", redirect_uris = new[] { OAuthClient.RedirectUri } };
        _commands.Text = "";

        using var response = await _server.Http.PostAsJsonAsync("/oauth/register", metadata, TestContext.Current.CancellationToken);

        ShouldBeUnavailable(new(response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), seconds: 60);
    }

    [Fact]
    public async Task A_user_whose_client_cannot_be_looked_up_gets_503()
    {
        using var browser = new ConsentBrowser("alice");
        _commands.Text = "";

        using var response = await browser.OpenAsync(_client.AuthorizationUrl());

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.ToString().Should().Be("1");
        response.Headers.Location.Should().BeNull("the redirect URI was not verified");
        response.Headers.GetValues("Content-Security-Policy").Should().ContainSingle().Which.Should().Contain("frame-ancestors 'none'");
        browser.Page.Should().Contain("Try again shortly");
        using var metadata = await _server.Http.GetAsync("/.well-known/oauth-authorization-server", TestContext.Current.CancellationToken);
        metadata.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_whose_metadata_cannot_be_stored_is_not_unknown()
    {
        await using var server = await StartAsync(authorization => authorization.ConfiguredClients.Add(new() { ClientId = "configured", ClientName = "A client", RedirectUris = { OAuthClient.RedirectUri } }));
        var client = new OAuthClient(server, "configured");
        using var browser = new ConsentBrowser("alice");

        _commands.Text = "INSERT INTO \"mcp_oauth_applications\"";
        using var response = await browser.OpenAsync(client.AuthorizationUrl());
        _commands.Text = null;

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await browser.ApproveAsync(client.AuthorizationUrl())).Code.Should().NotBeNull();
    }

    [Fact]
    public async Task A_user_whose_connection_cannot_be_looked_up_gets_503_and_can_reload()
    {
        using var browser = new ConsentBrowser("alice");
        _commands.Text = "mcp_tokens";

        using var response = await browser.OpenAsync(_client.AuthorizationUrl());
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.ToString().Should().Be("1");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.GetValues("Content-Security-Policy").Should().ContainSingle().Which.Should().Contain("frame-ancestors 'none'");
        browser.Page.Should().Contain("Try again shortly");
        _commands.Text = null;

        (await browser.ApproveAsync(_client.AuthorizationUrl())).Code.Should().NotBeNull();
        _thrown.Should().Be(0);
    }

    [Fact]
    public async Task An_outage_is_logged_once_even_when_it_begins_just_after_another()
    {
        var code = await _client.AskAsync();
        _commands.Text = "";
        await FailTwiceAsync();
        _commands.Text = null;
        (await _client.ExchangeAsync(code)).ShouldSucceed();
        _commands.Text = "";
        await FailTwiceAsync();
        Failures().Should().ContainSingle();

        _time.Advance(TimeSpan.FromMinutes(1));
        await FailTwiceAsync();

        Failures().Should().HaveCount(2);
        _server.Log.Entries.Should().NotContain(entry => entry.Level >= LogLevel.Error && entry.Category.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_needs_no_database_does_not_end_an_outage()
    {
        _commands.Text = "";
        await FailTwiceAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _server.PostFormAsync("/oauth/token", [("client_id", _client.Id)])).ShouldBeRefused("invalid_request");
        await FailTwiceAsync();

        Failures().Should().ContainSingle();
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_is_logged_too()
    {
        var code = await _client.AskAsync();

        _commands.Text = "UPDATE \"mcp_oauth_tokens\"";
        ShouldBeUnavailable(await _client.ExchangeAsync(code));

        Failures().Should().ContainSingle();
    }

    private IEnumerable<string> Failures() =>
        _server.Log.Entries.Where(entry => entry.Level == LogLevel.Error && entry.Message.Contains("gets 503", StringComparison.Ordinal)).Select(entry => entry.Message);

    private async Task FailTwiceAsync()
    {
        ShouldBeUnavailable(await _client.ExchangeAsync("a code"));
        ShouldBeUnavailable(await _client.RefreshAsync("a refresh token"));
    }

    private Task<ConnectServer> StartAsync(Action<AuthorizationServerOptions>? configure = null) => ConnectServer.StartAsync(
        configure,
        _time,
        store: options => options.UseSqlite($"Data Source={_database};Pooling=False").AddInterceptors(_commands),
        change: options =>
        {
            var (build, map) = (options.Builder, options.Map);
            options.Builder = builder =>
            {
                build!(builder);
                builder.Services.ConfigureDbContext<AuthorizationServerDbContext>(context => context.AddInterceptors(_commands));
            };
            options.Map = app =>
            {
                app.Use(async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch
                    {
                        _thrown++;
                        throw;
                    }
                });
                map!(app);
            };
        });

    private static void ShouldBeUnavailable(TokenAnswer answer, int seconds = 1)
    {
        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable, "of {0}", answer.Body);
        answer.Error.Should().Be("temporarily_unavailable");
        answer.Text("error_description").Should().Contain("Try again");
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(seconds));
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }
}
