using Microsoft.EntityFrameworkCore;

namespace ManyTokens.Databases;

/// <summary>A database that holds tokens, and what its SQL has of its own.</summary>
internal abstract class TokenDatabase : IAsyncDisposable
{
    /// <summary>Numbers from 1 to the parameter <c>{0}</c>, in a table <c>numbers</c> with a column <c>n</c>.</summary>
    public abstract string Numbers { get; }

    /// <summary>The present millisecond and random bits, in 32 hexadecimal digits, as a UUIDv7 has them.</summary>
    public abstract string Identifier { get; }

    /// <summary>32 random bytes.</summary>
    public abstract string Hash { get; }

    /// <summary>Does what the database does by itself some time after many rows came.</summary>
    public abstract string Settle { get; }

    /// <summary>Says which database.</summary>
    public abstract void Configure(DbContextOptionsBuilder options);

    public abstract ValueTask DisposeAsync();
}
