using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace TokenServer.Setup;

/// <summary>The database of a connection string: PostgreSQL when it has a <c>Host</c>, otherwise SQLite.</summary>
internal sealed class Database
{
    private const string Name = "TokenServer";
    private readonly string _connectionString;

    private Database(string connectionString) => _connectionString = connectionString;

    public static Database Of(WebApplicationBuilder builder, string dataDirectory) =>
        builder.Configuration.GetConnectionString(Name) is { Length: > 0 } configured ? new(WithPassword(configured, builder.Configuration["DatabasePasswordFile"]))
        : builder.Environment.IsDevelopment() ? new($"Data Source={Path.Combine(dataDirectory, "tokenserver.db")}")
        : throw new InvalidOperationException(
            $"No database is configured. Set ConnectionStrings__{Name}, for example to 'Host=localhost;Database=tokens;Username=tokens;Password=...' or 'Data Source=/data/tokenserver.db'.");

    // A container engine mounts a secret as a file.
    private static string WithPassword(string connectionString, string? file) =>
        string.IsNullOrEmpty(file)
            ? connectionString
            : new DbConnectionStringBuilder { ConnectionString = connectionString, ["Password"] = File.ReadAllText(file).Trim() }.ConnectionString;

    public void Configure(DbContextOptionsBuilder options)
    {
        if (new DbConnectionStringBuilder { ConnectionString = _connectionString }.ContainsKey("Host"))
        {
            options.UseNpgsql(_connectionString);
        }
        else
        {
            options.UseSqlite(_connectionString);
        }
    }
}
