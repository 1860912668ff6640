using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task An_update_replaces_every_field_and_counts_the_version_up()
    {
        var token = await AddAsync(SampleTokens.Create());
        var wanted = SampleTokens.CreateFull() with { Id = token.Id, LastUsedAt = null, UsageCount = 0 };

        Assert.True(await Store.TryUpdateAsync(wanted));

        await AssertHoldsAsync(wanted with { Version = 2 });
    }

    [Fact]
    public async Task An_update_takes_away_what_the_record_has_no_longer()
    {
        var token = await AddAsync(SampleTokens.CreateFull());
        var wanted = token with { Metadata = new Dictionary<string, string>(), Scopes = [], RevokedAt = null, FormerCredential = null, Connection = null };

        Assert.True(await Store.TryUpdateAsync(wanted));

        await AssertHoldsAsync(wanted with { Version = 2 });
    }

    [Fact]
    public async Task An_update_leaves_owner_creation_and_use_as_the_store_has_them()
    {
        var token = await AddAsync(SampleTokens.CreateFull());

        Assert.True(await Store.TryUpdateAsync(token with
        {
            Name = "Renamed",
            OwnerId = "mallory",
            CreatedAt = SampleTokens.Noon.AddYears(1),
            LastUsedAt = null,
            UsageCount = 1,
        }));

        await AssertHoldsAsync(token with { Name = "Renamed", Version = 2 });
        RecordAssert.EqualInOrder([token with { Name = "Renamed", Version = 2 }], (await Store.ListAsync(new() { OwnerId = "alice" })).Items);
        Assert.Equal(0, (await Store.ListAsync(new() { OwnerId = "mallory" })).Total);
    }

    [Fact]
    public async Task An_update_touches_no_other_record()
    {
        var token = await AddAsync(SampleTokens.Create());
        var other = await AddAsync(SampleTokens.CreateFull());

        await Store.TryUpdateAsync(token with { Name = "Renamed" });

        await AssertHoldsAsync(other);
    }

    [Fact]
    public async Task Updates_one_after_the_other_count_the_version_one_by_one()
    {
        var token = await AddAsync(SampleTokens.Create());

        for (var version = 1; version <= 5; version++)
        {
            Assert.True(await Store.TryUpdateAsync(token with { Name = $"Name {version}", Version = version }));
        }

        await AssertHoldsAsync(token with { Name = "Name 5", Version = 6 });
        Assert.Equal(6, await CounterAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public async Task A_refused_update_writes_nothing(long version)
    {
        var token = await AddAsync(SampleTokens.Create());
        await Store.TryUpdateAsync(token with { Name = "Second" });

        Assert.False(await Store.TryUpdateAsync(SampleTokens.CreateFull() with { Id = token.Id, Version = version }));

        await AssertHoldsAsync(token with { Name = "Second", Version = 2 });
        Assert.Equal(2, await CounterAsync());
        Assert.Empty((await Store.GetChangesAsync(2)).TokenIds);
    }

    [Fact]
    public async Task An_update_of_an_unknown_record_is_refused_and_adds_none()
    {
        var token = SampleTokens.Create();

        Assert.False(await Store.TryUpdateAsync(token));

        Assert.Null(await Store.FindAsync(token.Id));
        Assert.Equal(0, await CounterAsync());
    }

    [Fact]
    public async Task Of_parallel_updates_of_one_version_one_wins()
    {
        var token = await AddAsync(SampleTokens.Create());

        var won = await Concurrently.RunAsync(Many, number => Store.TryUpdateAsync(token with { Name = $"Update {number}" }));

        Assert.Single(won, updated => updated);
        await AssertHoldsAsync(token with { Name = $"Update {Array.IndexOf(won, true)}", Version = 2 });
        Assert.Equal(2, await CounterAsync());
    }

    [Fact]
    public async Task An_update_is_refused_only_when_another_succeeded_so_all_get_through_in_the_end()
    {
        const int Writers = 16;
        var token = await AddAsync(SampleTokens.Create() with { Scopes = [] });

        var through = await Concurrently.RunAsync(Writers, async number =>
        {
            // Each of the others succeeds once, and so can stand in the way once.
            for (var attempt = 0; attempt < Writers; attempt++)
            {
                var current = (await Store.FindAsync(token.Id))!;
                if (await Store.TryUpdateAsync(current with { Scopes = [.. current.Scopes, $"scope:{number}"] }))
                {
                    return true;
                }
            }

            return false;
        });

        Assert.DoesNotContain(false, through);
        var final = (await Store.FindAsync(token.Id))!;
        AssertSame(Enumerable.Range(0, Writers).Select(number => $"scope:{number}"), final.Scopes);
        Assert.Equal(Writers + 1, final.Version);
    }

    [Fact]
    public async Task An_update_never_gives_admin_to_a_record_that_lacks_it()
    {
        var token = await AddAsync(SampleTokens.Create());

        Assert.False(await Store.TryUpdateAsync(token with { Scopes = ["read:tasks", McpScopes.Admin] }));

        await AssertHoldsAsync(token);
        Assert.Equal(1, await CounterAsync());
    }

    [Fact]
    public async Task An_update_keeps_admin_where_it_stands_or_takes_it_away()
    {
        var token = await AddAsync(SampleTokens.Create() with { Scopes = [McpScopes.Admin] });

        Assert.True(await Store.TryUpdateAsync(token with { Name = "Renamed" }));
        Assert.Equal([McpScopes.Admin], (await Store.FindAsync(token.Id))!.Scopes);
        Assert.True(await Store.TryUpdateAsync(token with { Version = 2, Scopes = ["read:tasks"] }));
        Assert.Equal(["read:tasks"], (await Store.FindAsync(token.Id))!.Scopes);
    }
}
