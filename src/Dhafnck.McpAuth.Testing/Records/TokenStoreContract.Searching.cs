using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_list_can_be_of_one_state()
    {
        await AddAsync(SampleTokens.Create() with { Name = "active" });
        await AddAsync(SampleTokens.Create() with { Name = "expired", ExpiresAt = SampleTokens.Noon.AddHours(1) });
        await AddAsync(SampleTokens.Create() with { Name = "revoked", ExpiresAt = SampleTokens.Noon.AddHours(1), RevokedAt = SampleTokens.Noon });
        var now = SampleTokens.Noon.AddHours(1);

        await AssertNamesAsync("active", new() { OwnerId = "alice", Now = now, State = TokenState.Active });
        await AssertNamesAsync("expired", new() { OwnerId = "alice", Now = now, State = TokenState.Expired });
        await AssertNamesAsync("revoked", new() { OwnerId = "alice", Now = now, State = TokenState.Revoked });
        Assert.Equal(3, (await Store.ListAsync(new() { OwnerId = "alice", Now = now })).Total);
    }

    [Theory]
    [InlineData(TokenKind.Any, "connection,token")]
    [InlineData(TokenKind.Token, "token")]
    [InlineData(TokenKind.Connection, "connection")]
    public async Task A_list_can_be_of_one_kind(TokenKind kind, string expected)
    {
        await AddAsync(SampleTokens.Create() with { Name = "token" });
        await AddAsync(SampleTokens.CreateConnection() with { Name = "connection" });
        await AddAsync(SampleTokens.CreateConnection("bob") with { Name = "another user's" });

        await AssertNamesAsync(expected, new() { OwnerId = "alice", Kind = kind, Sort = TokenSort.Name, Descending = false });
    }

    [Theory]
    [InlineData("client", "MCP Client,client two")]
    [InlineData("CLIENT T", "client two")]
    [InlineData("größe", "GRÖSSE? Größe!")]
    [InlineData("%", "100 %")]
    [InlineData("_", "snake_case")]
    [InlineData("\\", "back\\slash")]
    [InlineData("nothing like it", "")]
    public async Task A_list_can_be_searched_by_name_without_regard_to_case_and_every_character_means_itself(string text, string expected)
    {
        string[] names = ["MCP Client", "client two", "GRÖSSE? Größe!", "100 %", "snake_case", "back\\slash"];
        await AddAsync(names.Select((name, number) => SampleTokens.Create(createdAt: SampleTokens.Noon.AddSeconds(number)) with { Name = name }));

        await AssertNamesAsync(expected, new() { OwnerId = "alice", NameContains = text, Descending = false });
    }

    [Fact]
    public async Task A_list_can_be_of_what_expires_before_a_moment()
    {
        await AddAsync(SampleTokens.Create() with { Name = "soon", ExpiresAt = SampleTokens.Noon.AddDays(6) });
        await AddAsync(SampleTokens.Create() with { Name = "later", ExpiresAt = SampleTokens.Noon.AddDays(7) });

        await AssertNamesAsync("soon", new() { OwnerId = "alice", ExpiresBefore = SampleTokens.Noon.AddDays(7) });
    }

    [Theory]
    [InlineData(TokenSort.CreatedAt, "c,b,a")]
    [InlineData(TokenSort.Name, "a,b,c")]
    [InlineData(TokenSort.ExpiresAt, "b,a,c")]
    public async Task A_list_can_be_sorted_either_way_round(TokenSort sort, string ascending)
    {
        await AddAsync(SampleTokens.Create(createdAt: SampleTokens.Noon.AddSeconds(2)) with { Name = "a", ExpiresAt = SampleTokens.Noon.AddDays(2) });
        await AddAsync(SampleTokens.Create(createdAt: SampleTokens.Noon.AddSeconds(1)) with { Name = "b", ExpiresAt = SampleTokens.Noon.AddDays(1) });
        await AddAsync(SampleTokens.Create(createdAt: SampleTokens.Noon) with { Name = "c", ExpiresAt = SampleTokens.Noon.AddDays(3) });

        await AssertNamesAsync(ascending, new() { OwnerId = "alice", Sort = sort, Descending = false });
        await AssertNamesAsync(string.Join(',', ascending.Split(',').Reverse()), new() { OwnerId = "alice", Sort = sort, Descending = true });
    }

    [Theory]
    [InlineData(TokenSort.CreatedAt)]
    [InlineData(TokenSort.Name)]
    [InlineData(TokenSort.ExpiresAt)]
    [InlineData(TokenSort.LastUsedAt)]
    public async Task Tokens_with_equal_keys_are_sorted_by_identifier_in_the_same_direction(TokenSort sort)
    {
        var tokens = Enumerable.Range(0, 5).Select(_ => SampleTokens.Create()).ToList();
        await AddAsync(tokens);
        var ids = tokens.Select(token => token.Id).Order(StringComparer.Ordinal).ToList();

        var ascending = await Store.ListAsync(new() { OwnerId = "alice", Sort = sort, Descending = false });
        var descending = await Store.ListAsync(new() { OwnerId = "alice", Sort = sort, Descending = true });

        Assert.Equal(ids, ascending.Items.Select(token => token.Id));
        Assert.Equal(ids.AsEnumerable().Reverse(), descending.Items.Select(token => token.Id));
    }

    [Theory]
    [InlineData(true, "late,early,never")]
    [InlineData(false, "early,late,never")]
    public async Task Tokens_never_used_are_last_either_way_round(bool descending, string expected)
    {
        await AddAsync(SampleTokens.Create() with { Name = "never" });
        await AddAsync(SampleTokens.Create() with { Name = "late", LastUsedAt = SampleTokens.Noon.AddHours(2) });
        await AddAsync(SampleTokens.Create() with { Name = "early", LastUsedAt = SampleTokens.Noon.AddHours(1) });

        await AssertNamesAsync(expected, new() { OwnerId = "alice", Sort = TokenSort.LastUsedAt, Descending = descending });
    }

    private async Task AssertNamesAsync(string expected, TokenQuery query)
    {
        var page = await Store.ListAsync(query);

        Assert.Equal(expected, string.Join(',', page.Items.Select(token => token.Name)));
        Assert.Equal(page.Items.Count, page.Total);
    }
}
