using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Fact]
    public async Task An_addition_that_is_given_up_writes_nothing()
    {
        var token = SampleTokens.Create();

        await ShouldGiveUpAsync(() => Store.AddAsync(token, cancellationToken: Cancelled));

        (await Store.FindAsync(token.Id)).Should().BeNull();
        (await CounterAsync()).Should().Be(0);
    }

    [Fact]
    public async Task An_update_that_is_given_up_writes_nothing()
    {
        var token = await AddAsync(SampleTokens.Create());

        await ShouldGiveUpAsync(() => Store.TryUpdateAsync(token with { Name = "Renamed" }, cancellationToken: Cancelled));

        await ShouldHoldAsync(token);
        (await CounterAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Use_whose_writing_is_given_up_is_not_counted()
    {
        var token = await AddAsync(SampleTokens.Create());

        await ShouldGiveUpAsync(() => Usage.AddAsync(SampleUsage.Batch(Guid.NewGuid(), 1, SampleUsage.Of(token.Id, 1, SampleTokens.Noon)), Cancelled));

        await ShouldHoldAsync(token);
    }

    [Fact]
    public async Task A_question_that_is_given_up_gets_no_answer()
    {
        var token = await AddAsync(SampleTokens.Create());

        await ShouldGiveUpAsync(() => Store.FindAsync(token.Id, Cancelled));
        await ShouldGiveUpAsync(() => Store.ListAsync(new() { OwnerId = "alice" }, Cancelled));
        await ShouldGiveUpAsync(() => Store.GetChangesAsync(0, Cancelled));
    }

    private static async Task ShouldGiveUpAsync(Func<Task> operation) =>
        await operation.Should().ThrowAsync<OperationCanceledException>();
}
