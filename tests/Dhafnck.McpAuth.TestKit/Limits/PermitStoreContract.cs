using System.Collections.Concurrent;
using System.Diagnostics;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Usage;
using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.TestKit.Limits;

/// <summary>
/// What <see cref="IPermitStore"/> promises, as tests: derive from it, hand over a store, and run. Windows are short, because a
/// store has its own clock.
/// </summary>
public abstract class PermitStoreContract : IAsyncLifetime
{
    // Stores have clocks of milliseconds.
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(2);

    private readonly string _token = $"tok_{Guid.NewGuid():N}";

    /// <summary>The store under test.</summary>
    protected IPermitStore Store { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_store_lends_what_is_needed_up_to_the_limit()
    {
        (await BorrowAsync(limit: 10, needed: 4)).Should().BeEquivalentTo(new PermitLoan { Permits = 4, Used = 4 });
        (await BorrowAsync(limit: 10, needed: 9)).Should().BeEquivalentTo(new PermitLoan { Permits = 6, Used = 10 });

        var refused = await BorrowAsync(limit: 10);

        (refused.Permits, refused.Used).Should().Be((0, 10));
        refused.RetryAfter.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(15), "the other process may return some of its permits then");
    }

    [Fact]
    public async Task In_reserve_a_process_gets_an_eighth_of_what_is_left()
    {
        (await BorrowAsync(limit: 100, wanted: 1000)).Permits.Should().Be(12);
        (await BorrowAsync(limit: 100, wanted: 1000)).Permits.Should().Be(11);
        (await BorrowAsync(limit: 100, wanted: 3)).Permits.Should().Be(3);
        (await BorrowAsync(limit: 100, needed: 70, wanted: 1000)).Permits.Should().Be(70);
        (await BorrowAsync(limit: 100, wanted: 1000)).Permits.Should().Be(1, "of four");
    }

    [Fact]
    public async Task A_limit_of_one_is_one_for_all_processes()
    {
        (await BorrowAsync(limit: 1, needed: 5, wanted: 5)).Permits.Should().Be(1);

        var refused = await BorrowAsync(limit: 1);

        refused.Permits.Should().Be(0);
        refused.RetryAfter.Should().BeCloseTo(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Permits_that_are_returned_are_there_for_others_at_once()
    {
        var loan = Guid.NewGuid();
        await BorrowAsync(limit: 10, needed: 10, loan: loan);

        await Store.ReturnAsync([Return(loan, 3)], TestContext.Current.CancellationToken);

        (await Store.ReadAsync(_token, 10, TestContext.Current.CancellationToken)).Should().BeEquivalentTo(new PermitUse { Used = 3 });
        (await BorrowAsync(limit: 10, needed: 10)).Permits.Should().Be(7);
    }

    [Fact]
    public async Task Permits_can_be_returned_with_the_next_request()
    {
        var loan = Guid.NewGuid();
        await BorrowAsync(limit: 10, needed: 10, loan: loan);

        (await BorrowAsync(limit: 10, needed: 10, returned: Return(loan, 3))).Should().BeEquivalentTo(new PermitLoan { Permits = 7, Used = 10 });
    }

    [Fact]
    public async Task Nothing_that_is_returned_makes_more_permits()
    {
        var loan = Guid.NewGuid();
        await BorrowAsync(limit: 10, needed: 4, loan: loan);

        await Store.ReturnAsync([Return(loan, -5), Return(Guid.NewGuid(), 0)], TestContext.Current.CancellationToken);
        await Store.ReturnAsync([Return(loan, 0), Return(loan, 0)], TestContext.Current.CancellationToken);
        (await Store.ReadAsync(_token, 10, TestContext.Current.CancellationToken)).Used.Should().Be(0);
        var second = Guid.NewGuid();
        await BorrowAsync(limit: 10, needed: 4, loan: second);
        await Store.ReturnAsync([Return(second, 99)], TestContext.Current.CancellationToken);

        (await Store.ReadAsync(_token, 10, TestContext.Current.CancellationToken)).Used.Should().Be(4);
        (await BorrowAsync(limit: 10, needed: 20)).Permits.Should().Be(6);
    }

    [Fact]
    public async Task A_request_that_is_repeated_gets_the_same_loan()
    {
        var loan = Guid.NewGuid();
        var first = await BorrowAsync(limit: 10, needed: 4, loan: loan);

        (await BorrowAsync(limit: 10, needed: 4, loan: loan)).Should().BeEquivalentTo(first);
    }

    [Fact]
    public async Task Of_many_processes_at_once_all_together_get_the_limit()
    {
        var loans = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => BorrowAsync(limit: 100, needed: 3, wanted: 8))));

        loans.Sum(loan => loan.Permits).Should().BeLessThanOrEqualTo(100).And.BeGreaterThan(90);
        (await BorrowAsync(limit: 100, needed: 20)).Used.Should().Be(100);
    }

    [Fact]
    public async Task A_lowered_limit_lends_nothing_until_enough_is_over()
    {
        await BorrowAsync(limit: 10, needed: 8);

        (await BorrowAsync(limit: 5)).Permits.Should().Be(0);
        (await Store.ReadAsync(_token, 5, TestContext.Current.CancellationToken)).Used.Should().Be(8);
        (await BorrowAsync(limit: 9)).Permits.Should().Be(1);
    }

    [Fact]
    public async Task A_token_of_a_custom_provider_can_have_any_identifier()
    {
        foreach (var tokenId in new[] { "ä token\0of a long name " + new string('x', 300), "", "{0}:*" })
        {
            var request = new PermitRequest { TokenId = tokenId, Limit = 1, LoanId = Guid.NewGuid() };
            (await Store.BorrowAsync(request, TestContext.Current.CancellationToken)).Permits.Should().Be(1);
            (await Store.BorrowAsync(request with { LoanId = Guid.NewGuid() }, TestContext.Current.CancellationToken)).Permits.Should().Be(0);
            (await Store.ReadAsync(tokenId, 1, TestContext.Current.CancellationToken)).Used.Should().Be(1);
        }
    }

    [Fact]
    public async Task The_permits_of_a_process_that_died_are_back_when_the_window_has_passed()
    {
        var watch = Stopwatch.StartNew();
        var (lifetime, window) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400));
        (await BorrowAsync(limit: 5, needed: 5, lifetime: lifetime, window: window)).Permits.Should().Be(5);

        await Eventually.GetAsync(() => BorrowAsync(limit: 5, needed: 5, lifetime: lifetime, window: window), loan => loan.Permits == 5);

        watch.Elapsed.Should().BeGreaterThan(lifetime + window - TimeSpan.FromMilliseconds(20));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task No_window_has_more_uses_than_the_limit_whatever_processes_do(int limit)
    {
        var (lifetime, window, until) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(20));
        var watch = Stopwatch.StartNew();
        var uses = new ConcurrentBag<TimeSpan>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(process => Task.Run(() => UseAsync(new Random(process)))));

        var times = uses.Order().ToList();
        times.Should().HaveCountGreaterThan(limit * 2);
        times.Zip(times.Skip(limit)).Should().OnlyContain(pair => pair.Second - pair.First > window - Resolution);

        // Uses some permits while it may, returns the rest or dies with it, and begins anew.
        async Task UseAsync(Random random)
        {
            PermitReturn? returned = null;
            while (uses.Count <= limit * 3 && watch.Elapsed < until)
            {
                var askedAt = watch.Elapsed;
                var loanId = Guid.NewGuid();
                var loan = await BorrowAsync(limit, needed: 1, wanted: random.Next(1, 10), loan: loanId, returned: returned, lifetime: lifetime, window: window);
                var used = 0;
                while (used < loan.Permits && random.Next(5) > 0 && watch.Elapsed is var now && now - askedAt < lifetime)
                {
                    uses.Add(now);
                    used++;
                }

                returned = random.Next(4) > 0 ? Return(loanId, used) : null;
                await Task.Delay(random.Next(1, 15), TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Makes a store.</summary>
    protected abstract Task<IPermitStore> CreateStoreAsync();

    /// <summary>Puts away what <see cref="CreateStoreAsync"/> made.</summary>
    protected virtual ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;

    private PermitReturn Return(Guid loan, int used) => new() { TokenId = _token, LoanId = loan, Used = used };

    private Task<PermitLoan> BorrowAsync(int limit, int needed = 1, int wanted = 1, Guid? loan = null, PermitReturn? returned = null, TimeSpan? lifetime = null, TimeSpan? window = null) =>
        Store.BorrowAsync(
            new()
            {
                TokenId = _token,
                Limit = limit,
                LoanId = loan ?? Guid.NewGuid(),
                Needed = needed,
                Wanted = wanted,
                Returned = returned,
                Lifetime = lifetime ?? TimeSpan.FromSeconds(15),
                Window = window ?? TimeSpan.FromHours(1),
            },
            TestContext.Current.CancellationToken);
}
