using System.Net;
using Dhafnck.McpAuth;

namespace ManyTokens;

/// <summary>Something that is done to a store, and timed.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Prepare">Gets everything ready, and returns what is timed: it says whether the outcome was right.</param>
internal sealed record Operation(string Name, Func<FilledStore, Task<Func<Task<bool>>>> Prepare)
{
    private const int Page = 50;

    // In this order: a token is revoked some time after it was authenticated.
    public static readonly IReadOnlyList<Operation> All =
    [
        new("authenticate, at first sight", store =>
        {
            var token = store.Unseen.Dequeue();
            store.Seen.Enqueue(token);
            var request = new DefaultHttpContext();
            request.Connection.RemoteIpAddress = IPAddress.Loopback;
            var context = new BearerTokenContext(token.Value, request);
            var provider = store.There.Provider;
            return Prepared(async () => (await provider.LoadAccessTokenAsync(context)).Succeeded);
        }),
        new("list 50 of an owner's 50", store => PrepareList(store, store.AnyOwner(), FilledStore.TokensPerOwner)),
        new("list 50 of an owner's 1000", store => PrepareList(store, FilledStore.OwnerOfMany, 1000)),
        new("poll, nothing changed", async store =>
        {
            var counter = (await store.There.Store.GetChangesAsync(long.MaxValue)).Counter;
            return async () => (await store.There.Store.GetChangesAsync(counter)).TokenIds.Count == 0;
        }),
        new("poll, one token changed", async store =>
        {
            var counter = (await store.There.Store.GetChangesAsync(long.MaxValue)).Counter;
            return async () => (await store.There.Store.GetChangesAsync(counter - 1)).TokenIds.Count == 1;
        }),
        new("revoke", store =>
        {
            var token = store.Seen.Dequeue().Token;
            return Prepared(() => store.Here.Tokens.RevokeAsync(token.OwnerId, token.Id));
        }),
    ];

    private static Task<Func<Task<bool>>> PrepareList(FilledStore store, string owner, int total) => Prepared(async () =>
    {
        var page = await store.Here.Store.ListAsync(new() { OwnerId = owner, Limit = Page });
        return page.Items.Count == Page && page.Total == total;
    });

    private static Task<Func<Task<bool>>> Prepared(Func<Task<bool>> operation) => Task.FromResult(operation);
}
