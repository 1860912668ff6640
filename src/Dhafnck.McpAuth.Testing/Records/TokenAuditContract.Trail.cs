using Dhafnck.McpAuth.Tokens;
using Xunit;

namespace Dhafnck.McpAuth.Testing;

public abstract partial class TokenAuditContract
{
    [Fact]
    public async Task An_entry_is_stored_with_the_record_that_it_is_about()
    {
        var token = SampleTokens.Create();
        var created = SampleAudit.Of(token);
        var changed = SampleAudit.Of(token, TokenAuditAction.Change, SampleTokens.Noon.AddSeconds(1)) with
        {
            Outcome = TokenAuditOutcome.Refused,
            By = new() { Kind = TokenActorKind.Administrator, Id = "Zoë 'root'", Address = "2001:db8::1" },
            Detail = "scopes: a \"b\" ä 🐫",
        };

        await Store.AddAsync(token, audit: created);
        Assert.True(await Store.TryUpdateAsync(token with { Name = "Renamed" }, audit: changed));

        Assert.Equal([changed, created], await Store.ListAuditAsync(new()));
    }

    [Fact]
    public async Task An_entry_is_not_stored_when_its_record_is_not()
    {
        var token = SampleTokens.Create();
        var claim = new IdempotencyClaim
        {
            Request = new() { OwnerId = "alice", Key = "key", Fingerprint = SampleTokens.AnyHash(), TokenId = token.Id, Generation = 2, CreatedAt = SampleTokens.Noon },
            NotBefore = SampleTokens.Noon.AddDays(-1),
        };
        await Store.AddAsync(token);
        Assert.True(await Store.TryUpdateAsync(token with { Name = "Second" }, claim));

        Assert.Equal(TokenAddition.Exists, await Store.AddAsync(token, audit: SampleAudit.Of(token)));
        Assert.Equal(TokenAddition.LimitReached, await Store.AddAsync(SampleTokens.Create(), maximumActive: 1, audit: SampleAudit.Of(token)));
        Assert.False(await Store.TryUpdateAsync(token with { Version = 7 }, audit: SampleAudit.Of(token)));
        Assert.False(await Store.TryUpdateAsync(token with { Version = 2 }, claim, SampleAudit.Of(token)));

        Assert.Empty(await Store.ListAuditAsync(new()));
    }

    [Fact]
    public async Task Revoking_all_stores_an_entry_for_each_record_that_it_revokes()
    {
        var tokens = SampleTokens.CreateMany(3);
        foreach (var token in tokens)
        {
            await Store.AddAsync(token);
        }

        await Store.AddAsync(SampleTokens.Create() with { RevokedAt = SampleTokens.Noon });

        await Store.RevokeAllAsync("alice", SampleTokens.Noon, tokenId => SampleAudit.Of(tokens[0], TokenAuditAction.Revoke) with { TokenId = tokenId });

        var entries = await Store.ListAuditAsync(new() { OwnerId = "alice" });
        Assert.Equal(tokens.Select(token => token.Id).Order(), entries.Select(entry => entry.TokenId).Order());
        Assert.All(entries, entry => Assert.Equal(TokenAuditAction.Revoke, entry.Action));
    }

    [Fact]
    public async Task Entries_without_a_change_are_stored_too_and_all_are_found_by_token_owner_actor_and_time()
    {
        var (alices, bobs) = (SampleTokens.Create(), SampleTokens.Create("bob"));
        TokenAuditEntry[] entries =
        [
            SampleAudit.Of(alices, at: SampleTokens.Noon.AddSeconds(3)),
            SampleAudit.Of(bobs, at: SampleTokens.Noon.AddSeconds(2)) with { By = new() { Kind = TokenActorKind.Administrator, Id = "root" } },
            SampleAudit.Of(alices, at: SampleTokens.Noon.AddSeconds(1)) with { TokenId = null, Detail = null },
        ];
        foreach (var entry in entries.Reverse())
        {
            await Store.AppendAuditAsync(entry);
        }

        Assert.Equal(entries, await Store.ListAuditAsync(new()));
        Assert.Equal([entries[0]], await Store.ListAuditAsync(new() { TokenId = alices.Id }));
        Assert.Equal([entries[0], entries[2]], await Store.ListAuditAsync(new() { OwnerId = "alice" }));
        Assert.Equal([entries[1]], await Store.ListAuditAsync(new() { By = "root" }));
        Assert.Equal(entries[..2], await Store.ListAuditAsync(new() { From = SampleTokens.Noon.AddSeconds(2) }));
    }

    [Fact]
    public async Task The_pages_of_the_trail_have_each_entry_once_in_the_order_of_time()
    {
        var token = SampleTokens.Create();
        var written = Enumerable.Range(0, 25).Select(number => SampleAudit.Of(token, at: SampleTokens.Noon.AddMicroseconds(number / 3))).ToList();
        foreach (var entry in written)
        {
            await Store.AppendAuditAsync(entry);
        }

        var read = new List<TokenAuditEntry>();
        for (var page = await Store.ListAuditAsync(new() { Limit = 4 }); page.Count > 0; page = await Store.ListAuditAsync(new() { Limit = 4, After = TokenAuditCursor.Of(read[^1]) }))
        {
            read.AddRange(page);
        }

        Assert.Equal(written.Select(entry => entry.Id).Order(StringComparer.Ordinal), read.Select(entry => entry.Id).Order(StringComparer.Ordinal));
        Assert.Equal(read.Select(entry => entry.At).OrderDescending(), read.Select(entry => entry.At));
    }

    [Fact]
    public async Task Pruning_the_trail_removes_what_is_older_and_nothing_else()
    {
        var token = SampleTokens.Create();
        await Store.AddAsync(token);
        var kept = SampleAudit.Of(token);
        await Store.AppendAuditAsync(SampleAudit.Of(token, at: SampleTokens.Noon.AddSeconds(-1)));
        await Store.AppendAuditAsync(kept);

        Assert.Equal(1, await Store.PruneAuditAsync(SampleTokens.Noon));

        Assert.Equal([kept], await Store.ListAuditAsync(new()));
        Assert.NotNull(await Store.FindAsync(token.Id));
    }
}
