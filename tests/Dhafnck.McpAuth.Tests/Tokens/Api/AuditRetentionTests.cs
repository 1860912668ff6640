using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>The limits of the audit trail.</summary>
public sealed class AuditRetentionTests
{
    [Fact]
    public async Task Entries_are_removed_when_the_retention_ends()
    {
        var time = new FakeTimeProvider(SampleTokens.Noon);
        await using var server = await new McpTestServerOptions { Time = time }.StartAsync(("McpAuth:Tokens:AuditRetention", "10.00:00:00"));
        await server.IssueAsync();

        time.Advance(TimeSpan.FromDays(9));
        await server.IssueAsync();
        time.Advance(TimeSpan.FromDays(2));

        var kept = await Eventually.GetAsync(
            () => server.Store.ListAuditAsync(new(), TestContext.Current.CancellationToken),
            entries => entries.Count == 1,
            () => time.Advance(TimeSpan.FromHours(1)));
        kept[0].At.Should().BeCloseTo(SampleTokens.Noon.AddDays(9), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_store_in_memory_keeps_the_last_10000_entries()
    {
        var store = new InMemoryTokenStore();
        for (var number = 0; number < 10_005; number++)
        {
            await store.AppendAuditAsync(
                new() { Id = $"aud_{number}", At = SampleTokens.Noon.AddSeconds(number), Action = TokenAuditAction.Create, OwnerId = "alice", By = new() { Kind = TokenActorKind.Owner, Id = "alice" } },
                TestContext.Current.CancellationToken);
        }

        var entries = await store.ListAuditAsync(new() { Limit = 20_000 }, TestContext.Current.CancellationToken);

        entries.Should().HaveCount(10_000);
        entries[^1].Id.Should().Be("aud_5");
    }
}
