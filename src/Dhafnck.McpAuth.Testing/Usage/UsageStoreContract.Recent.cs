using Dhafnck.McpAuth.Usage;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class UsageStoreContract
{
    [Fact]
    public async Task What_tokens_did_lately_is_told_by_minute_with_their_last_five_addresses()
    {
        var minutes = Enumerable.Range(0, 3).Select(minute => SampleUsage.Count(SampleTokens.Noon.AddMinutes(minute), null, UsageOutcome.Succeeded, minute + 1)).ToList();
        var addresses = Enumerable.Range(1, 7).Select(number => SampleUsage.From($"192.0.2.{number}", SampleTokens.Noon.AddSeconds(number))).ToList();
        var again = SampleUsage.From("192.0.2.4", SampleTokens.Noon.AddSeconds(9));
        await Store.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 6, Minutes = minutes, Addresses = [.. addresses.Skip(3)] });
        await Store.AddAsync(new TokenUse { TokenId = "tok_a", Requests = 0, Addresses = [.. addresses.Take(3), SampleUsage.From("192.0.2.7", SampleTokens.Noon), again] });
        await Store.AddAsync(new TokenUse { TokenId = "tok_b", Requests = 1, Minutes = [minutes[0]] });

        var recent = Assert.Single(await Store.ListRecentAsync(["tok_a", "tok_c"], SampleTokens.Noon.AddMinutes(1)));

        Assert.Equal("tok_a", recent.TokenId);
        Assert.Equal([minutes[1], minutes[2]], recent.Minutes);
        Assert.Equal([again, addresses[6], addresses[5], addresses[4], addresses[2]], recent.Addresses);
    }

    [Fact]
    public async Task An_event_is_claimed_once_for_each_token_kind_and_period()
    {
        var claims = await Concurrently.RunAsync(16, _ => Store.TryClaimEventAsync("tok_a", "token.limited", SampleTokens.Noon));

        Assert.Equal(1, claims.Count(claimed => claimed));
        Assert.True(await Store.TryClaimEventAsync("tok_b", "token.limited", SampleTokens.Noon));
        Assert.True(await Store.TryClaimEventAsync("tok_a", "token.revoked", SampleTokens.Noon));
        Assert.True(await Store.TryClaimEventAsync("tok_a", "token.limited", SampleTokens.Noon.AddHours(1)));
    }

    [Fact]
    public async Task A_batch_whose_writing_is_cancelled_is_not_counted()
    {
        var use = new TokenUse { TokenId = "tok_a", Requests = 1, Hours = [SampleUsage.Count(SampleTokens.Noon, null, UsageOutcome.Succeeded, 1)] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.AddAsync(SampleUsage.Batch(Guid.NewGuid(), 1, use), new(canceled: true)));

        Assert.Empty(await HoursAsync("tok_a"));
    }
}
