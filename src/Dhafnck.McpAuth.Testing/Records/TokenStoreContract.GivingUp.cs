using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Fact]
    public async Task An_addition_that_is_cancelled_writes_nothing()
    {
        var token = SampleTokens.Create();

        await AssertCancelledAsync(() => Store.AddAsync(token, cancellationToken: Cancelled));

        Assert.Null(await Store.FindAsync(token.Id));
        Assert.Equal(0, await CounterAsync());
    }

    [Fact]
    public async Task An_update_that_is_cancelled_writes_nothing()
    {
        var token = await AddAsync(SampleTokens.Create());

        await AssertCancelledAsync(() => Store.TryUpdateAsync(token with { Name = "Renamed" }, cancellationToken: Cancelled));

        await AssertHoldsAsync(token);
        Assert.Equal(1, await CounterAsync());
    }

    [Fact]
    public async Task What_is_cancelled_revokes_and_removes_nothing()
    {
        var token = await AddAsync(SampleTokens.Create());

        await AssertCancelledAsync(() => Store.RevokeAllAsync("alice", SampleTokens.Noon, cancellationToken: Cancelled));
        await AssertCancelledAsync(() => Store.PruneAsync(token.ExpiresAt.AddDays(1), SampleTokens.Noon, Cancelled));

        await AssertHoldsAsync(token);
        Assert.Equal(1, await CounterAsync());
    }

    [Fact]
    public async Task A_question_that_is_cancelled_gets_no_answer()
    {
        var token = await AddAsync(SampleTokens.Create());

        await AssertCancelledAsync(() => Store.FindAsync(token.Id, Cancelled));
        await AssertCancelledAsync(() => Store.FindManyAsync([token.Id], Cancelled));
        await AssertCancelledAsync(() => Store.ListAsync(new() { OwnerId = "alice" }, Cancelled));
        await AssertCancelledAsync(() => Store.ListExpiringAsync(SampleTokens.Noon, SampleTokens.Noon.AddYears(1), after: null, limit: 1, Cancelled));
        await AssertCancelledAsync(() => Store.FindRequestAsync("alice", "key", SampleTokens.Noon, Cancelled));
        await AssertCancelledAsync(() => Store.GetChangesAsync(0, Cancelled));
    }

    private static Task<OperationCanceledException> AssertCancelledAsync(Func<Task> operation) => Assert.ThrowsAnyAsync<OperationCanceledException>(operation);
}
