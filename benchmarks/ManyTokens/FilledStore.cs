using System.Globalization;
using Dhafnck.McpAuth.EfCore;
using Dhafnck.McpAuth.Tokens;
using ManyTokens.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ManyTokens;

/// <summary>
/// A store with many tokens, and among them, made at ten moments of its growth, those that are measured. Two hosts
/// share it, so that one has never seen what the other made.
/// </summary>
internal sealed class FilledStore : IAsyncDisposable
{
    /// <summary>How many tokens an owner has.</summary>
    public const int TokensPerOwner = 50;

    /// <summary>The owner of a thousand more.</summary>
    public const string OwnerOfMany = "owner-of-many";

    private const int Parts = 10;
    private const int TokensOfOwnerOfMany = 1000;

    private readonly TokenDatabase _database;
    private readonly int _owners;

    private FilledStore(TokenDatabase database, int tokens)
    {
        _database = database;
        _owners = tokens / TokensPerOwner;
        Here = new(database);
        There = new(database);
    }

    /// <summary>The host at which the measured tokens were made.</summary>
    public TokenHost Here { get; }

    /// <summary>Another host.</summary>
    public TokenHost There { get; }

    /// <summary>Tokens that the other host has not seen, in no order.</summary>
    public Queue<IssuedToken> Unseen { get; private set; } = [];

    /// <summary>Those that it has.</summary>
    public Queue<IssuedToken> Seen { get; } = [];

    /// <summary>One of the owners, each of whom has <see cref="TokensPerOwner"/> tokens.</summary>
    public string AnyOwner() => $"owner-{Random.Shared.Next(_owners)}";

    public static async Task<FilledStore> CreateAsync(TokenDatabase database, int tokens, int measured)
    {
        var store = new FilledStore(database, tokens);
        await store.Here.MigrateAsync();
        var issued = new List<IssuedToken>();
        for (var part = 0; part < Parts; part++)
        {
            for (var i = 0; i <= measured / Parts; i++)
            {
                issued.Add(await store.CreateTokenAsync($"measured-{part}-{i}"));
            }

            // The first row is what the others are copies of.
            await store.CopyAsync(issued[0].Token.Id, tokens / Parts, $"'owner-' || (n % {store._owners})");
            await store.CopyAsync(issued[0].Token.Id, TokensOfOwnerOfMany / Parts, $"'{OwnerOfMany}'");
        }

        var mixed = issued.ToArray();
        Random.Shared.Shuffle(mixed);
        store.Unseen = new(mixed);
        await store.ExecuteAsync(database.Settle);

        // Only now: a host that watched would have heard of each of the tokens.
        await store.Here.StartAsync();
        await store.There.StartAsync();
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        await There.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<IssuedToken> CreateTokenAsync(string owner)
    {
        var creation = await Here.Tokens.CreateAsync(owner, new()
        {
            Name = "A token of the benchmark",
            Scopes = ["execute:mcp", "read:tasks", "write:tasks"],
            AllowedAddresses = ["127.0.0.1", "192.0.2.0/24"],
        });
        return creation.Issued ?? throw new InvalidOperationException($"No token was made: {creation.Status}.");
    }

    // Whatever columns there are, all but what differs from token to token is copied.
    private async Task CopyAsync(string tokenId, int count, string owner)
    {
        const string Counter = "(SELECT value FROM mcp_token_changes)";
        string[] columns;
        await using (var scope = Here.Services.CreateAsyncScope())
        {
            var model = scope.ServiceProvider.GetRequiredService<McpAuthDbContext>().Model;
            var table = model.GetEntityTypes().Single(type => type.GetTableName() == "mcp_tokens");
            columns = [.. table.GetProperties().Select(property => property.GetColumnName())];
        }

        var values = columns.Select(column => column switch
        {
            "id" => $"'tok_' || {_database.Identifier}",
            "owner_id" => owner,
            "hash" => _database.Hash,
            "change" => $"{Counter} + n",
            _ => column,
        });
        await ExecuteAsync(
            $"{_database.Numbers} INSERT INTO mcp_tokens ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM numbers, mcp_tokens WHERE id = {{1}}",
            count,
            tokenId);
        await ExecuteAsync("UPDATE mcp_token_changes SET value = value + {0}", count);
    }

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var scope = Here.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<McpAuthDbContext>().Database;
        database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await database.ExecuteSqlRawAsync(sql, parameters);
    }
}
