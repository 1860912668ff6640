using Dhafnck.McpAuth.Tokens;
using FluentAssertions;
using Xunit;

namespace Dhafnck.McpAuth.Testing.Tokens;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_list_can_be_of_one_state()
    {
        var active = await AddAsync(SampleTokens.Create() with { Name = "active" });
        var expired = await AddAsync(SampleTokens.Create() with { Name = "expired", ExpiresAt = SampleTokens.Noon.AddHours(1) });
        var revoked = await AddAsync(SampleTokens.Create() with { Name = "revoked", ExpiresAt = SampleTokens.Noon.AddHours(1), RevokedAt = SampleTokens.Noon });
        var now = SampleTokens.Noon.AddHours(1);

        (await NamesAsync(new() { OwnerId = "alice", Now = now, State = TokenState.Active })).Should().Equal(active.Name);
        (await NamesAsync(new() { OwnerId = "alice", Now = now, State = TokenState.Expired })).Should().Equal(expired.Name);
        (await NamesAsync(new() { OwnerId = "alice", Now = now, State = TokenState.Revoked })).Should().Equal(revoked.Name);
        (await NamesAsync(new() { OwnerId = "alice", Now = now })).Should().HaveCount(3);
    }

    [Theory]
    [InlineData(TokenKind.Any, "connection token")]
    [InlineData(TokenKind.Token, "token")]
    [InlineData(TokenKind.Connection, "connection")]
    public async Task A_list_can_be_of_one_kind(TokenKind kind, string expected)
    {
        await AddAsync(SampleTokens.Create() with { Name = "token" });
        await AddAsync(SampleTokens.CreateConnection() with { Name = "connection" });
        await AddAsync(SampleTokens.CreateConnection("bob") with { Name = "another user's" });

        (await NamesAsync(new() { OwnerId = "alice", Kind = kind, Sort = TokenSort.Name, Descending = false })).Should().Equal(expected.Split(' '));
    }

    [Theory]
    [InlineData("client", "MCP Client", "client two")]
    [InlineData("CLIENT T", "client two")]
    [InlineData("größe", "GRÖSSE? Größe!")]
    [InlineData("%", "100 %")]
    [InlineData("_", "snake_case")]
    [InlineData("\\", "back\\slash")]
    [InlineData("nothing like it")]
    public async Task A_list_can_be_searched_by_name_without_regard_to_case_and_every_character_means_itself(string text, params string[] found)
    {
        foreach (var name in new[] { "MCP Client", "client two", "GRÖSSE? Größe!", "100 %", "snake_case", "back\\slash" })
        {
            await AddAsync(SampleTokens.Create() with { Name = name });
        }

        (await NamesAsync(new() { OwnerId = "alice", NameContains = text })).Should().BeEquivalentTo(found);
    }

    [Fact]
    public async Task A_list_can_be_of_what_expires_before_a_moment()
    {
        await AddAsync(SampleTokens.Create() with { Name = "soon", ExpiresAt = SampleTokens.Noon.AddDays(6) });
        await AddAsync(SampleTokens.Create() with { Name = "later", ExpiresAt = SampleTokens.Noon.AddDays(7) });

        (await NamesAsync(new() { OwnerId = "alice", ExpiresBefore = SampleTokens.Noon.AddDays(7) })).Should().Equal("soon");
    }

    [Theory]
    [InlineData(TokenSort.CreatedAt, "c b a")]
    [InlineData(TokenSort.Name, "a b c")]
    [InlineData(TokenSort.ExpiresAt, "b a c")]
    public async Task A_list_can_be_sorted_either_way_round(TokenSort sort, string ascending)
    {
        await AddAsync(SampleTokens.Create(createdAt: SampleTokens.Noon.AddSeconds(2)) with { Name = "a", ExpiresAt = SampleTokens.Noon.AddDays(2) });
        await AddAsync(SampleTokens.Create(createdAt: SampleTokens.Noon.AddSeconds(1)) with { Name = "b", ExpiresAt = SampleTokens.Noon.AddDays(1) });
        await AddAsync(SampleTokens.Create(createdAt: SampleTokens.Noon) with { Name = "c", ExpiresAt = SampleTokens.Noon.AddDays(3) });

        (await NamesAsync(new() { OwnerId = "alice", Sort = sort, Descending = false })).Should().Equal(ascending.Split(' '));
        (await NamesAsync(new() { OwnerId = "alice", Sort = sort, Descending = true })).Should().Equal(ascending.Split(' ').Reverse());
    }

    [Theory]
    [InlineData(true, "late early never")]
    [InlineData(false, "early late never")]
    public async Task Tokens_never_used_stand_last_either_way_round(bool descending, string expected)
    {
        await AddAsync(SampleTokens.Create() with { Name = "never" });
        await AddAsync(SampleTokens.Create() with { Name = "late", LastUsedAt = SampleTokens.Noon.AddHours(2) });
        await AddAsync(SampleTokens.Create() with { Name = "early", LastUsedAt = SampleTokens.Noon.AddHours(1) });

        (await NamesAsync(new() { OwnerId = "alice", Sort = TokenSort.LastUsedAt, Descending = descending })).Should().Equal(expected.Split(' '));
    }

    private async Task<IEnumerable<string>> NamesAsync(TokenQuery query)
    {
        var page = await Store.ListAsync(query);
        page.Total.Should().Be(page.Items.Count);
        return page.Items.Select(token => token.Name);
    }
}
