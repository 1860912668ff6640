using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>Code creates tokens that live for minutes, which nobody has to rotate.</summary>
public sealed class ShortLifetimeTests
{
    private static readonly NewApiToken Request = new() { Name = "A build", Scopes = ["execute:mcp"] };

    [Fact]
    public async Task A_token_ends_after_its_short_lifetime()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await McpTestServer.StartAsync(options => options.Time = time);
        var creation = await CreateAsync(server, TimeSpan.FromMinutes(15));
        creation.Token!.Lifetime.Should().Be(TimeSpan.FromMinutes(15));
        (creation.Token.ExpiresAt - creation.Token.CreatedAt).Should().Be(TimeSpan.FromMinutes(15));
        (await UseAsync(server, creation)).Should().Be(HttpStatusCode.OK);

        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromMinutes(15));

        (await UseAsync(server, creation)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("00:00:59")]
    [InlineData("1.00:00:01")]
    [InlineData("00:15:00.5")]
    [InlineData("-00:15:00")]
    public async Task A_lifetime_out_of_range_creates_nothing(string lifetime)
    {
        await using var server = await McpTestServer.StartAsync();

        var creation = await CreateAsync(server, TimeSpan.Parse(lifetime, System.Globalization.CultureInfo.InvariantCulture));

        creation.Status.Should().Be(TokenOperationStatus.Invalid);
        creation.Errors.Should().ContainKey("expires_in_days");
    }

    private static Task<TokenOperation> CreateAsync(McpTestServer server, TimeSpan lifetime) =>
        server.Services.GetRequiredService<ApiTokenService>().CreateAsync("alice", Request with { ShortLifetime = lifetime }, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<HttpStatusCode> UseAsync(McpTestServer server, TokenOperation creation)
    {
        using var response = await server.Http.SendAsync(RawHttp.Post("/mcp", RawHttp.ToolsList, creation.Issued!.Value), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
