using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_list_has_the_newest_first_and_those_of_one_second_by_identifier_last_first()
    {
        ApiToken[] tokens =
        [
            .. SampleTokens.CreateMany(3),
            .. Enumerable.Range(0, 8).Select(_ => SampleTokens.Create()),
            SampleTokens.Create(createdAt: SampleTokens.Noon.AddYears(-1)),
        ];
        await AddAsync(tokens);

        var page = await Store.ListAsync(new() { OwnerId = "alice" });

        Assert.Equal(
            tokens.OrderByDescending(token => token.CreatedAt).ThenByDescending(token => token.Id, StringComparer.Ordinal).Select(token => token.Id),
            page.Items.Select(token => token.Id));
        Assert.Equal(tokens.Length, page.Total);
    }

    [Fact]
    public async Task A_part_of_a_list_is_cut_where_asked_and_knows_the_whole_lists_length()
    {
        var tokens = SampleTokens.CreateMany(7);
        await AddAsync(tokens);

        (int Skip, int Limit, int[] Expected)[] parts =
        [
            (0, 3, [6, 5, 4]),
            (3, 3, [3, 2, 1]),
            (5, 3, [1, 0]),
            (6, 1, [0]),
            (0, 7, [6, 5, 4, 3, 2, 1, 0]),
            (0, int.MaxValue, [6, 5, 4, 3, 2, 1, 0]),
            (7, 3, []),
            (int.MaxValue, 100, []),
        ];
        foreach (var (skip, limit, expected) in parts)
        {
            var page = await Store.ListAsync(new() { OwnerId = "alice", Skip = skip, Limit = limit });
            Assert.Equal(expected.Select(number => tokens[number].Id), page.Items.Select(token => token.Id));
            Assert.Equal(7, page.Total);
        }
    }

    [Fact]
    public async Task A_list_has_a_hundred_records_unless_told_otherwise()
    {
        await AddAsync(SampleTokens.CreateMany(101));

        var page = await Store.ListAsync(new() { OwnerId = "alice" });

        Assert.Equal(100, page.Items.Count);
        Assert.Equal(101, page.Total);
    }

    [Fact]
    public async Task A_list_has_the_whole_record_of_each_revoked_ones_too()
    {
        var token = await AddAsync(SampleTokens.CreateFull());

        RecordAssert.EqualInOrder([token], (await Store.ListAsync(new() { OwnerId = "alice" })).Items);
    }

    [Theory]
    [InlineData("Alice")]
    [InlineData("alice ")]
    [InlineData("ali")]
    [InlineData("a%")]
    [InlineData("' OR '1'='1")]
    [InlineData("")]
    public async Task A_list_has_only_the_owners_records(string other)
    {
        var alices = await AddAsync(SampleTokens.Create("alice"));
        var others = await AddAsync(SampleTokens.Create(other));

        foreach (var token in new[] { alices, others })
        {
            var page = await Store.ListAsync(new() { OwnerId = token.OwnerId });
            RecordAssert.EqualInOrder([token], page.Items);
            Assert.Equal(1, page.Total);
        }
    }

    [Fact]
    public async Task An_owner_without_tokens_has_an_empty_list()
    {
        await AddAsync(SampleTokens.Create("bob"));

        var page = await Store.ListAsync(new() { OwnerId = "alice" });

        Assert.Empty(page.Items);
        Assert.Equal(0, page.Total);
    }

    [Fact]
    public async Task A_list_and_its_length_are_of_one_moment_while_records_are_added()
    {
        var adding = Concurrently.RunAsync(Many, _ => Store.AddAsync(SampleTokens.Create()));
        bool added;
        do
        {
            added = adding.IsCompleted;
            var page = await Store.ListAsync(new() { OwnerId = "alice" });
            Assert.Equal(page.Total, page.Items.Count);
        }
        while (!added);

        await adding;
    }
}
