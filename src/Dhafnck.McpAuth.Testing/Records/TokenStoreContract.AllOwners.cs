using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenStoreContract
{
    [Fact]
    public async Task A_list_without_an_owner_has_the_tokens_of_all()
    {
        var alices = await AddAsync(SampleTokens.Create("alice", SampleTokens.Noon));
        var bobs = await AddAsync(SampleTokens.Create("bob", SampleTokens.Noon.AddSeconds(1)));

        var page = await Store.ListAsync(new() { OwnerId = null, Limit = 1 });

        RecordAssert.EqualInOrder([bobs], page.Items);
        Assert.Equal(2, page.Total);
        RecordAssert.EqualInOrder([alices], (await Store.ListAsync(new() { OwnerId = null, Skip = 1 })).Items);
    }

    [Fact]
    public async Task A_list_can_be_of_those_that_have_exactly_one_scope()
    {
        await AddAsync(SampleTokens.Create() with { Name = "admin", Scopes = ["read:tasks", "mcp:admin"] });
        await AddAsync(SampleTokens.Create() with { Name = "similar", Scopes = ["mcp:admin2", "xmcp:admin"] });
        await AddAsync(SampleTokens.Create("bob") with { Name = "only", Scopes = ["mcp:admin"] });

        await AssertNamesAsync("admin,only", new() { OwnerId = null, Scope = "mcp:admin", Sort = TokenSort.Name, Descending = false });
        await AssertNamesAsync("", new() { OwnerId = null, Scope = "MCP:ADMIN" });
    }

    [Fact]
    public async Task A_list_can_be_of_what_was_issued_from_a_time_on_by_the_current_credential()
    {
        var time = SampleTokens.Noon.AddDays(1);
        var second = new ApiTokenCredential { Generation = 2, Hash = SampleTokens.AnyHash() };
        await AddAsync(SampleTokens.Create() with { Name = "before", IssuedAt = time.AddSeconds(-1) });
        await AddAsync(SampleTokens.Create() with { Name = "rotated since", IssuedAt = time, Credential = second });
        await AddAsync(SampleTokens.Create(createdAt: time) with { Name = "old record, created since" });
        await AddAsync(SampleTokens.Create() with { Name = "old record, created before" });
        await AddAsync(SampleTokens.Create() with { Name = "old record, rotated at an unknown time", Credential = second });

        await AssertNamesAsync(
            "old record, created since,old record, rotated at an unknown time,rotated since",
            new() { OwnerId = null, IssuedFrom = time, Sort = TokenSort.Name, Descending = false });
    }

    [Fact]
    public async Task A_list_can_be_of_what_waits_for_the_approval_of_a_scope()
    {
        var waiting = await AddAsync(SampleTokens.Create() with { Name = "waiting", RequestedScopes = ["write:tasks", "write:agents"] });
        await AddAsync(SampleTokens.Create("bob") with { Name = "content" });

        await AssertNamesAsync("waiting", new() { OwnerId = null, AwaitsApproval = true });

        Assert.True(await Store.TryUpdateAsync(waiting with { Scopes = ["read:tasks", "write:tasks"], RequestedScopes = [] }));
        await AssertNamesAsync("", new() { OwnerId = null, AwaitsApproval = true });
    }

    [Fact]
    public async Task A_list_can_be_of_what_was_neither_used_nor_issued_since_a_time()
    {
        var time = SampleTokens.Noon.AddDays(1);
        await AddAsync(SampleTokens.Create() with { Name = "never used, old record" });
        await AddAsync(SampleTokens.Create() with { Name = "used before", IssuedAt = time.AddSeconds(-1), LastUsedAt = time.AddSeconds(-1) });
        await AddAsync(SampleTokens.Create() with { Name = "used since", LastUsedAt = time });
        await AddAsync(SampleTokens.Create() with { Name = "rotated since", IssuedAt = time });
        await AddAsync(SampleTokens.Create(createdAt: time) with { Name = "created since" });

        await AssertNamesAsync(
            "never used, old record,used before",
            new() { OwnerId = null, UnusedSince = time, Sort = TokenSort.Name, Descending = false });
    }

    [Fact]
    public async Task A_list_can_be_of_what_is_not_revoked()
    {
        await AddAsync(SampleTokens.Create() with { Name = "active" });
        await AddAsync(SampleTokens.Create() with { Name = "expired", ExpiresAt = SampleTokens.Noon });
        await AddAsync(SampleTokens.Create() with { Name = "revoked", RevokedAt = SampleTokens.Noon });

        await AssertNamesAsync("active,expired", new() { OwnerId = "alice", State = TokenState.NotRevoked, Sort = TokenSort.Name, Descending = false });
    }

    [Fact]
    public async Task The_scope_admin_is_added_together_with_the_entry_that_grants_it()
    {
        var token = await AddAsync(SampleTokens.Create());
        var admin = token with { Scopes = ["read:tasks", "mcp:admin"] };

        Assert.False(await Store.TryUpdateAsync(admin, audit: SampleAudit.Of(token, TokenAuditAction.Change)));
        Assert.True(await Store.TryUpdateAsync(admin, audit: SampleAudit.Of(token, TokenAuditAction.GrantScope)));

        await AssertHoldsAsync(admin with { Version = 2 });
    }
}
