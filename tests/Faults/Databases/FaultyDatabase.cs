using Dhafnck.McpAuth.TestKit.Postgres;
using Dhafnck.McpAuth.TestKit.Redis;
using Faults.Servers;
using Npgsql;

namespace Faults.Databases;

/// <summary>The servers that the processes of a stage share, started for it on loopback.</summary>
internal sealed class FaultyDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faults-");

    private FaultyDatabase(StoreKind kind) => Kind = kind;

    public StoreKind Kind { get; }

    /// <summary>Its PostgreSQL, unless the store is SQLite.</summary>
    public PostgresServer? Postgres { get; private init; }

    /// <summary>Its Redis, if there is one.</summary>
    public RedisServer? Redis { get; private init; }

    /// <summary>Whether a token's limit holds across the processes.</summary>
    public bool SharesLimits => Kind != StoreKind.Sqlite;

    /// <summary>The processes.</summary>
    public IReadOnlyList<Instance> Instances { get; private set; } = [];

    /// <summary>The key ring, the logs, and a SQLite file.</summary>
    public DirectoryInfo Folder => _folder;

    /// <summary>Whether the folder stays, for whoever wants to know what was wrong.</summary>
    public bool KeepsLogs { get; set; }

    /// <summary>The part of the time that a stage gets.</summary>
    public static double ShareOf(StoreKind kind, IReadOnlyList<StoreKind> all) => WeightOf(kind) / all.Sum(WeightOf);

    public static async Task<FaultyDatabase> CreateAsync(StoreKind kind, int instances)
    {
        var database = new FaultyDatabase(kind)
        {
            Postgres = kind == StoreKind.Sqlite ? null : new(),
            Redis = kind == StoreKind.Redis ? new() : null,
        };
        var settings = await database.DescribeAsync();
        database.Instances = [.. Enumerable.Range(0, instances).Select(number => database.Describe(number, settings))];
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in Instances)
        {
            await instance.DisposeAsync();
        }

        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        if (!KeepsLogs)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static double WeightOf(StoreKind kind) => kind switch
    {
        StoreKind.Postgres => 5,
        StoreKind.Redis => 2.5,
        _ => 1.5,
    };

    private async Task<Dictionary<string, string>> DescribeAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_TieredPGO"] = "0",
            ["DataDirectory"] = _folder.FullName,
            ["JWT_SECRET_KEY"] = "a key for tests, of more than thirty-two bytes",
            ["McpAuth__Tokens__WritesPerMinute"] = "1000000",
            ["McpAuth__Tokens__ActiveTokensPerOwner"] = "1000000",
            ["ConnectionStrings__TokenServer"] = Postgres is null ? $"Data Source={Path.Combine(_folder.FullName, "tokens.db")}" : await Postgres.CreateDatabaseAsync(),
        };
        if (Redis is not null)
        {
            settings["ConnectionStrings__Redis"] = await Redis.ConnectionStringAsync();
        }
        else if (Postgres is not null)
        {
            settings["SeveralInstances"] = "true";
        }

        return settings;
    }

    // Each process has a way of its own to PostgreSQL, with the timeouts that docs/operations.md recommends.
    private Instance Describe(int number, Dictionary<string, string> settings)
    {
        if (Postgres is null)
        {
            return new(number, "TokenServer", _folder, settings);
        }

        var connection = new NpgsqlConnectionStringBuilder(settings["ConnectionStrings__TokenServer"]);
        var proxy = DatabaseProxy.Start(connection.Port);
        (connection.Port, connection.MaxPoolSize, connection.Timeout, connection.CommandTimeout) = (proxy.Port, 10, 5, 10);
        return new(number, "TokenServer", _folder, new Dictionary<string, string>(settings) { ["ConnectionStrings__TokenServer"] = connection.ConnectionString }) { Proxy = proxy };
    }
}
