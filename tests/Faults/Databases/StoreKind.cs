namespace Faults.Databases;

/// <summary>Where tokens and permits are.</summary>
internal enum StoreKind
{
    /// <summary>Tokens and permits in PostgreSQL, changes by NOTIFY.</summary>
    Postgres,

    /// <summary>Tokens in PostgreSQL, permits and messages in Redis.</summary>
    Redis,

    /// <summary>Tokens in a file of SQLite, limits of each process.</summary>
    Sqlite,
}
