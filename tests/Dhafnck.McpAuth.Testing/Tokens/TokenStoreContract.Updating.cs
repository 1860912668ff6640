using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task An_update_replaces_every_field_and_counts_the_version_up()
    {
        var token = await AddAsync(SampleTokens.Create());
        var wanted = SampleTokens.CreateFull() with { Id = token.Id, LastUsedAt = null, UsageCount = 0 };

        (await Store.TryUpdateAsync(wanted)).Should().BeTrue();

        await ShouldHoldAsync(wanted with { Version = 2 });
    }

    [Fact]
    public async Task An_update_takes_away_what_the_record_has_no_longer()
    {
        var token = await AddAsync(SampleTokens.CreateFull());
        var wanted = token with { Metadata = new Dictionary<string, string>(), Scopes = [], RevokedAt = null, FormerCredential = null, Connection = null };

        (await Store.TryUpdateAsync(wanted)).Should().BeTrue();

        await ShouldHoldAsync(wanted with { Version = 2 });
    }

    [Fact]
    public async Task An_update_leaves_owner_creation_and_use_as_the_store_has_them()
    {
        var token = await AddAsync(SampleTokens.CreateFull());
        await Usage.AddAsync(SampleUsage.Of(token.Id, 3, SampleTokens.Noon.AddHours(9)));

        (await Store.TryUpdateAsync(token with
        {
            Name = "Renamed",
            OwnerId = "mallory",
            CreatedAt = SampleTokens.Noon.AddYears(1),
            LastUsedAt = null,
            UsageCount = 1,
        })).Should().BeTrue();

        await ShouldHoldAsync(token with
        {
            Name = "Renamed",
            LastUsedAt = SampleTokens.Noon.AddHours(9),
            UsageCount = token.UsageCount + 3,
            Version = 2,
        });
    }

    [Fact]
    public async Task An_update_touches_no_other_record()
    {
        var token = await AddAsync(SampleTokens.Create());
        var other = await AddAsync(SampleTokens.CreateFull());

        await Store.TryUpdateAsync(token with { Name = "Renamed" });

        await ShouldHoldAsync(other);
    }

    [Fact]
    public async Task Updates_one_after_the_other_count_the_version_one_by_one()
    {
        var token = await AddAsync(SampleTokens.Create());

        for (var version = 1; version <= 5; version++)
        {
            (await Store.TryUpdateAsync(token with { Name = $"Name {version}", Version = version })).Should().BeTrue();
        }

        await ShouldHoldAsync(token with { Name = "Name 5", Version = 6 });
        (await CounterAsync()).Should().Be(6);
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

        (await Store.TryUpdateAsync(SampleTokens.CreateFull() with { Id = token.Id, Version = version })).Should().BeFalse();

        await ShouldHoldAsync(token with { Name = "Second", Version = 2 });
        (await CounterAsync()).Should().Be(2);
        (await Store.GetChangesAsync(2)).TokenIds.Should().BeEmpty();
    }

    [Fact]
    public async Task An_update_of_an_unknown_record_is_refused_and_adds_none()
    {
        var token = SampleTokens.Create();

        (await Store.TryUpdateAsync(token)).Should().BeFalse();

        (await Store.FindAsync(token.Id)).Should().BeNull();
        (await CounterAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Of_parallel_updates_of_one_version_one_wins()
    {
        var token = await AddAsync(SampleTokens.Create());

        var won = await InParallelAsync(Many, number => Store.TryUpdateAsync(token with { Name = $"Update {number}" }));

        won.Should().ContainSingle(updated => updated);
        await ShouldHoldAsync(token with { Name = $"Update {Array.IndexOf(won, true)}", Version = 2 });
        (await CounterAsync()).Should().Be(2);
    }

    [Fact]
    public async Task An_update_is_refused_only_when_another_succeeded_so_all_get_through_in_the_end()
    {
        const int Writers = 16;
        var token = await AddAsync(SampleTokens.Create() with { Scopes = [] });

        var through = await InParallelAsync(Writers, async number =>
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

        through.Should().AllBeEquivalentTo(true);
        var final = await Store.FindAsync(token.Id);
        final!.Scopes.Should().BeEquivalentTo(Enumerable.Range(0, Writers).Select(number => $"scope:{number}"));
        final.Version.Should().Be(Writers + 1);
    }

    [Fact]
    public async Task An_update_never_gives_admin_to_a_record_that_lacks_it()
    {
        var token = await AddAsync(SampleTokens.Create());

        (await Store.TryUpdateAsync(token with { Scopes = ["read:tasks", "mcp:admin"] })).Should().BeFalse();

        await ShouldHoldAsync(token);
        (await CounterAsync()).Should().Be(1);
    }

    [Fact]
    public async Task An_update_keeps_admin_where_it_stands_or_takes_it_away()
    {
        var token = await AddAsync(SampleTokens.Create() with { Scopes = ["mcp:admin"] });

        (await Store.TryUpdateAsync(token with { Name = "Renamed" })).Should().BeTrue();
        (await Store.FindAsync(token.Id))!.Scopes.Should().Equal("mcp:admin");
        (await Store.TryUpdateAsync(token with { Version = 2, Scopes = ["read:tasks"] })).Should().BeTrue();
        (await Store.FindAsync(token.Id))!.Scopes.Should().Equal("read:tasks");
    }
}
