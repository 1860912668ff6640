using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ManyTokens.Databases;

/// <summary>A database of its own on a PostgreSQL server, which is gone in the end.</summary>
internal sealed class PostgresDatabase(string server) : TokenDatabase
{
    private readonly string _name = $"many_tokens_{Guid.NewGuid():N}";

    /// <summary>How to get a server that can be thrown away, where PostgreSQL is installed.</summary>
    public static string? HowToStart
    {
        get
        {
            var programs = Directory.Exists("/usr/lib/postgresql")
                ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
                : null;
            return programs is null
                ? null
                : $"""
                  For PostgreSQL, start a server, as a user who is not root:
                    export PATH={programs}:$PATH data=$(mktemp -d)
                    initdb -D $data/db -U postgres -A trust --no-locale -E UTF8
                    pg_ctl -D $data/db -l $data/log -w start -o "-p 5499 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data"
                  and run this again with --postgres "Host=127.0.0.1;Port=5499;Username=postgres;Database=postgres".
                  """;
        }
    }

    public override string Numbers => "WITH numbers AS (SELECT generate_series(1, {0}) AS n)";

    public override string Identifier =>
        "lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20)";

    public override string Hash => "sha256((n::text || random()::text)::bytea)";

    public override string Settle => "VACUUM ANALYZE";

    public override void Configure(DbContextOptionsBuilder options) =>
        options.UseNpgsql(new NpgsqlConnectionStringBuilder(server) { Database = _name }.ConnectionString);

    public override async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        await command.ExecuteNonQueryAsync();
    }
}
