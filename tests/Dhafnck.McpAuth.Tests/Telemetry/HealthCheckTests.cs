using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tests.Providers.Issuers;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Telemetry;

/// <summary>When a process is ready for requests, and when it works at all.</summary>
public sealed class HealthCheckTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly SwitchableTokenStore _store = new();

    [Fact]
    public async Task A_server_whose_store_answers_is_ready_and_live()
    {
        await using var server = await StartAsync();

        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
        (await CheckAsync(server, "live")).Should().Be((HttpStatusCode.OK, "Healthy"));
    }

    [Fact]
    public async Task A_server_whose_store_has_never_answered_is_not_ready_and_yet_live()
    {
        _store.IsCutOff = true;
        await using var server = await StartAsync();

        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy"));
        (await CheckAsync(server, "live")).Should().Be((HttpStatusCode.OK, "Healthy"));
        server.Log.Text.Should().Contain("The token store does not answer (TimeoutException)");
    }

    [Fact]
    public async Task A_server_is_ready_in_an_outage_for_as_long_as_its_records_are_trusted()
    {
        await using var server = await StartAsync();
        await PollAsync(2);
        _store.IsCutOff = true;
        await PollAsync(4 * 4);

        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
        await PollAsync(4 * 2);
        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy"));
        (await CheckAsync(server, "live")).Should().Be((HttpStatusCode.OK, "Healthy"));

        _store.IsCutOff = false;
        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
    }

    [Fact]
    public async Task A_server_whose_tokens_need_no_store_is_ready_without_one()
    {
        _store.IsCutOff = true;
        await using var server = await StartAsync(options => (options.Settings["MCP_AUTH_TYPE"], options.Settings["MCP_BEARER_TOKEN"]) = ("env", "a-token-of-the-environment"));

        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
    }

    [Fact]
    public async Task The_check_fetches_the_keys_of_issuers_and_fails_until_it_has_them()
    {
        await using var issuer = await ExternalIssuer.StartAsync(IssuerKey.Make("one", "ES256"));
        issuer.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await using var server = await StartAsync(options =>
        {
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Authority"] = issuer.Authority;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Audiences:0"] = "https://mcp.example.com";
        });

        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy"));
        server.Log.Text.Should().Contain($"The keys of the issuer {issuer.Authority} are not known yet.");

        issuer.Instead = null;
        _time.Advance(TimeSpan.FromSeconds(5));
        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
        issuer.KeySets.Should().Be(1);
    }

    [Fact]
    public async Task An_issuer_that_fails_later_only_degrades_the_server()
    {
        await using var issuer = await ExternalIssuer.StartAsync(IssuerKey.Make("one", "ES256"));
        await using var server = await StartAsync(options =>
        {
            options.RemembersRecords = false;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Authority"] = issuer.Authority;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Audiences:0"] = "https://mcp.example.com";
        });
        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.OK, "Healthy"));

        issuer.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        _time.Advance(TimeSpan.FromMinutes(6));

        await Eventually.GetAsync(() => CheckAsync(server, "ready"), answer => answer == (HttpStatusCode.OK, "Degraded"));
    }

    [Fact]
    public async Task A_process_whose_watch_of_the_records_has_stopped_is_not_live()
    {
        await using var server = await StartAsync();
        await PollAsync(1);
        await server.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "ChangeWatcher").StopAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(31));

        (await CheckAsync(server, "live")).Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy"));
    }

    [Fact]
    public async Task The_application_chooses_the_status_of_a_failure()
    {
        _store.IsCutOff = true;
        await using var server = await StartAsync(failureStatus: HealthStatus.Degraded);

        (await CheckAsync(server, "ready")).Should().Be((HttpStatusCode.OK, "Degraded"));
    }

    private static async Task<(HttpStatusCode Status, string Text)> CheckAsync(McpTestServer server, string path)
    {
        using var response = await server.Http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task PollAsync(int times)
    {
        for (var poll = 0; poll < times; poll++)
        {
            var polls = _store.Polls;
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Eventually.GetAsync(() => Task.FromResult(_store.Polls), count => count > polls);
        }
    }

    private Task<McpTestServer> StartAsync(Action<McpTestServerOptions>? more = null, HealthStatus? failureStatus = null) =>
        McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.RemembersRecords = true;
            options.Builder = builder =>
            {
                builder.Services.AddSingleton<ITokenStore>(_store);
                builder.Services.AddHealthChecks().AddMcpAuth(failureStatus);
            };
            options.Map += app =>
            {
                app.MapHealthChecks("/ready", new() { Predicate = check => check.Tags.Contains("ready") });
                app.MapHealthChecks("/live", new() { Predicate = check => check.Tags.Contains("live") });
            };
            more?.Invoke(options);
        });
}
