using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Api;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using Dhafnck.McpAuth.Tests.Events;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api.Scanners;

/// <summary>Whoever finds a token that may rotate itself can exchange it for the next one before anybody reports it.</summary>
public sealed class LeakedRotationTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly CollectedEvents _sink = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(25)]
    public async Task A_leaked_token_that_only_rotated_itself_since_is_revoked_and_its_owner_is_told(int rotations)
    {
        await using var server = await StartAsync();
        var leaked = await IssueAsync(server);
        var current = leaked.Value;
        for (var rotation = 0; rotation < rotations; rotation++)
        {
            current = await RotateItselfAsync(server, current);
        }

        (await server.ReportTokensAsync(leaked.Value)).Should().Equal("true_positive");

        (await server.StatusAsync(current)).Should().Be(HttpStatusCode.Unauthorized);
        var entry = (await server.Store.ListAuditAsync(new() { TokenId = leaked.Token.Id }, TestContext.Current.CancellationToken))[0];
        (entry.Action, entry.By.Kind).Should().Be((TokenAuditAction.Revoke, TokenActorKind.Scanner));
        await Eventually.IsSoAsync(() => _sink.Events.Any(told => told.Kind == TokenEventKind.Leaked && told.TokenId == leaked.Token.Id));
    }

    [Fact]
    public async Task After_the_grace_period_a_leaked_token_that_rotated_itself_is_revoked()
    {
        await using var server = await StartAsync();
        var leaked = await IssueAsync(server);
        var current = await RotateItselfAsync(server, leaked.Value, gracePeriod: 60);
        _time.Advance(TimeSpan.FromMinutes(1));

        (await server.ReportTokensAsync(leaked.Value)).Should().Equal("true_positive");

        (await server.StatusAsync(current)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_leaked_token_that_somebody_else_replaced_since_stays_active()
    {
        await using var server = await StartAsync();
        var first = await IssueAsync(server);
        var second = await RotateItselfAsync(server, first.Value);
        using var byOwner = await TokenApiRequests.RotateAsync(server, first.Token.Id);
        var third = await ValueAsync(byOwner);
        var fourth = await RotateItselfAsync(server, third);

        (await server.ReportTokensAsync(first.Value, second)).Should().Equal("true_positive", "true_positive");
        (await server.StatusAsync(fourth)).Should().Be(HttpStatusCode.OK, "nobody gets to it from what was found");

        (await server.ReportTokensAsync(third)).Should().Equal("true_positive");
        (await server.StatusAsync(fourth)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_former_access_token_of_a_connection_does_not_end_it()
    {
        await using var server = await StartAsync();
        var leaked = await IssueAsync(server);
        var renewed = leaked.Token with
        {
            Connection = new() { ClientId = "client", ClientName = "Client" },
            Credential = new() { Generation = 2, Hash = TokenHash.Compute("the next one") },
        };
        (await server.Store.TryUpdateAsync(renewed, cancellationToken: TestContext.Current.CancellationToken)).Should().BeTrue();

        (await server.ReportTokensAsync(leaked.Value)).Should().Equal("true_positive");

        (await server.Store.FindAsync(leaked.Token.Id, TestContext.Current.CancellationToken))!.RevokedAt.Should().BeNull("only its client can renew it, with the refresh token");
    }

    private static Task<IssuedToken> IssueAsync(McpTestServer server) => server.IssueAsync(["execute:mcp", "read:tasks", "tokens:rotate"]);

    private static async Task<string> ValueAsync(HttpResponseMessage rotation)
    {
        using var body = JsonDocument.Parse(await rotation.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return body.RootElement.GetProperty("token").GetString()!;
    }

    private static async Task<string> RotateItselfAsync(McpTestServer server, string token, int gracePeriod = 0)
    {
        using var rotation = await TokenApiRequests.RotateItselfAsync(server, token, $$"""{"grace_period":{{gracePeriod}}}""");
        return await ValueAsync(rotation);
    }

    private Task<McpTestServer> StartAsync() =>
        new McpTestServerOptions { Time = _time, Services = services => services.AddSingleton<ITokenEventSink>(_sink) }.WithScanners().StartAsync();
}
